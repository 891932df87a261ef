package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * A message cannot become the arguments of a listener method, so the method was not called; the same message will fail again.
 * Subclasses say why. What the method itself throws is never of this type.
 */
public class InvalidMessageException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public InvalidMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What is wrong with the message, without the names of our classes: for whoever has sent it. */
    public String getReason() {
        Throwable cause = getCause();
        String text = cause == null ? getMessage() : cause.getMessage();
        return text == null ? getClass().getSimpleName() : text;
    }
}
