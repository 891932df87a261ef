package dev.natsbroker.broker.jetstream.api.archive;

/** The bytes are no snapshot. The message is what clients are told. No stack trace: it is an answer, not a fault. */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message, null, false, false);
    }

    /** What the reference says of bytes that are no S2. */
    static ArchiveException corrupt() {
        return new ArchiveException("s2: corrupt input");
    }
}
