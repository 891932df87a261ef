package dev.natsbroker.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;

/** Root of everything that this library throws. The message says what failed, with which value, and what to do. */
public class NatsException extends NestedRuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message. */
    public NatsException(String message) {
        super(message);
    }

    /** An exception with a message and what it comes from. */
    public NatsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
