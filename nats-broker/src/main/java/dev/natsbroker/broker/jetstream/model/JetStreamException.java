package dev.natsbroker.broker.jetstream.model;

/** A request is refused with an error of the catalogue. Has no stack trace: it is an answer, not a fault. */
public final class JetStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public JetStreamException(ApiError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
