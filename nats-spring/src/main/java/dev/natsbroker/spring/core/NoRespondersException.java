package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** Nobody is subscribed to the subject of a request, as the server said at once (ADR-22). */
public class NoRespondersException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public NoRespondersException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
