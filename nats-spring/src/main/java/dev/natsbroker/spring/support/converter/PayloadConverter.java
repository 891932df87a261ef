package dev.natsbroker.spring.support.converter;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of some types into payloads and back. Beans of this type come before the built-in ones (bytes, String, JSON).
 * Implementations are thread-safe.
 */
public interface PayloadConverter {
    /** Media type of what {@link #write} makes, for the header {@code Content-Type}; null sends none. */
    @Nullable
    String contentType();

    /** Whether {@link #write} takes values of this class. */
    boolean canWrite(Class<?> type);

    /**
     * Whether {@link #read} makes values of this type out of payloads of this media type.
     *
     * @param contentType the header {@code Content-Type} of the message, null if it has none
     */
    boolean canRead(Type type, @Nullable String contentType);

    /**
     * The payload for {@code value}.
     *
     * @throws PayloadConversionException if this value cannot be written
     */
    byte[] write(Object value);

    /**
     * The value in {@code payload}.
     *
     * @throws PayloadConversionException if the payload is not what the type needs
     */
    Object read(byte[] payload, Type type);
}
