package dev.natsbroker.spring.listener.method;

/** A payload is not what the type of a listener method's argument needs, e.g. no JSON, or empty. */
public class UnreadablePayloadException extends InvalidMessageException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public UnreadablePayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
