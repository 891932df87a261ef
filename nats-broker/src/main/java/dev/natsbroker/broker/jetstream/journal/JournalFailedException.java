package dev.natsbroker.broker.jetstream.journal;

/** The journal could not write or sync; it takes nothing more until the broker is restarted. */
public final class JournalFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what failed. */
    public JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
