package dev.natsbroker.broker.json;

/** The JSON is not what was expected. The message is the text of Go's decoder, ready for a client. No stack trace. */
public final class GoJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoJsonException(String message) {
        super(message, null, false, false);
    }
}
