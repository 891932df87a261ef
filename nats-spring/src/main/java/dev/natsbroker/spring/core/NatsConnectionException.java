package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** There is no connection to a server, or it was lost before the call was done. */
public class NatsConnectionException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public NatsConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
