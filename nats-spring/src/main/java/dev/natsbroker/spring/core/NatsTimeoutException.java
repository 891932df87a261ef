package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** No answer came in time: whether the other side has done the work is not known. */
public class NatsTimeoutException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public NatsTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
