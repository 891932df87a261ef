package dev.natsbroker.broker.jetstream.store.file;

/**
 * A write or a sync of the store failed for another reason than missing room. Nothing more is written until the broker is restarted;
 * what is intact can be read.
 */
public final class StoreFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what failed. */
    public StoreFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
