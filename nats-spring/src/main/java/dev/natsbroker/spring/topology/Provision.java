package dev.natsbroker.spring.topology;

/** What an application does about a stream or consumer that it wants. */
public enum Provision {
    /** Nothing: what is there is taken as it is. */
    NONE,

    /** It must exist and fit. */
    VALIDATE,

    /** It is created when it is missing. */
    CREATE,

    /** It is created when it is missing, and updated when it does not fit. */
    UPDATE
}
