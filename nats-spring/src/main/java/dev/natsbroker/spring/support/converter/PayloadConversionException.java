package dev.natsbroker.spring.support.converter;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** A value could not be turned into a payload, or a payload into the wanted type. */
public class PayloadConversionException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message and what it comes from. */
    public PayloadConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
