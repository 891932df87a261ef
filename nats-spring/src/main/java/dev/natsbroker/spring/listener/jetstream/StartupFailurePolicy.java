package dev.natsbroker.spring.listener.jetstream;

/** What a listener does when it cannot begin to consume: the server is away, the stream is missing, the consumer does not fit. */
public enum StartupFailurePolicy {
    /** Starting fails with the exception, and with it the application. */
    STOP,

    /** The listener is logged as failed and stays stopped. */
    CONTINUE,

    /** The listener tries again in the background until it can. */
    RETRY
}
