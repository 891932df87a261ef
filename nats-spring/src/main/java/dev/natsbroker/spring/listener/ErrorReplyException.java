package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a listener to choose what its caller gets: an error reply with this code and text (ADR-32). Any other exception is
 * answered with 500, and a message that could not be read with 400.
 */
public class ErrorReplyException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String description;

    /** An error reply with a code, e.g. 404, and a text. */
    public ErrorReplyException(int code, String description) {
        this(code, description, null);
    }

    /** An error reply with a code, e.g. 404, a text, and what it comes from (which the caller does not see). */
    public ErrorReplyException(int code, String description, @Nullable Throwable cause) {
        super("Error " + code + ": " + description, cause);
        this.code = code;
        this.description = description;
    }

    /** The code that the caller gets. */
    public int getCode() {
        return code;
    }

    /** The text that the caller gets. */
    public String getDescription() {
        return description;
    }
}
