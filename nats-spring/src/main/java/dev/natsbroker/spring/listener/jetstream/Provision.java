package dev.natsbroker.spring.listener.jetstream;

/** What a listener does about its consumer when it starts. */
public enum Provision {
    /** Nothing: the consumer is taken as it is. */
    NONE,

    /** It must exist and fit. */
    VALIDATE,

    /** It is created when it is missing; one that exists must fit. */
    CREATE,

    /** It is created when it is missing, and updated when it does not fit. */
    UPDATE
}
