package dev.natsbroker.spring.listener.method;

/** A header or a token of the subject is not of the type that a listener method asks for. */
public class UnreadableHeaderException extends InvalidMessageException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public UnreadableHeaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
