package dev.natsbroker.spring.cache;

import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.serializer.support.SerializationDelegate;
import org.springframework.util.ClassUtils;

/**
 * Values as bytes. The first says what follows: {@code N} null, {@code C} a payload of the converters, {@code J} Java
 * serialization. Thread-safe.
 */
final class CacheValues {
    private static final byte NULL = 'N';
    private static final byte CONVERTED = 'C';
    private static final byte SERIALIZED = 'J';

    private final String cache;
    private final PayloadConverters converters;
    private final @Nullable Type type;
    private final SerializationDelegate serialization =
            new SerializationDelegate(Objects.requireNonNull(ClassUtils.getDefaultClassLoader()));

    CacheValues(String cache, PayloadConverters converters, @Nullable Type type) {
        this.cache = cache;
        this.converters = converters;
        this.type = type;
    }

    byte[] write(@Nullable Object value) {
        if (value == null) {
            return new byte[] {NULL};
        }
        try {
            return type == null
                    ? tagged(SERIALIZED, serialization.serializeToByteArray(value))
                    : tagged(CONVERTED, converters.write(value).bytes());
        } catch (IOException | IllegalArgumentException | PayloadConversionException e) {
            throw new CacheValueException(
                    "Value of " + value.getClass() + " cannot be written into cache '" + cache + "': " + e.getMessage()
                            + (type == null
                                    ? "; make it Serializable, or set the cache's value type to have JSON"
                                    : ""),
                    e);
        }
    }

    @Nullable
    Object read(String key, byte[] bytes) {
        byte[] payload = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
        byte tag = bytes.length == 0 ? 0 : bytes[0];
        if (tag == NULL) {
            return null;
        }
        try {
            if (tag == SERIALIZED && type == null) {
                return serialization.deserializeFromByteArray(payload);
            }
            if (tag == CONVERTED && type != null) {
                return converters.<Object>read(payload, null, type);
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(key, e);
        }
        throw unreadable(key, null);
    }

    private CacheValueException unreadable(String key, @Nullable Exception cause) {
        return new CacheValueException(
                "What key '" + key + "' of cache '" + cache + "' holds cannot be read as "
                        + (type == null ? "a serialized object" : type.getTypeName())
                        + "; was the type or the cache's configuration changed? Clear the cache",
                cause);
    }

    private static byte[] tagged(byte tag, byte[] payload) {
        byte[] tagged = new byte[payload.length + 1];
        tagged[0] = tag;
        System.arraycopy(payload, 0, tagged, 1, payload.length);
        return tagged;
    }
}
