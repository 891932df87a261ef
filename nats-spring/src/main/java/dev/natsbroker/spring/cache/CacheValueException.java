package dev.natsbroker.spring.cache;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** A value cannot be written into a cache, or what a cache holds cannot be read. */
public class CacheValueException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public CacheValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
