package dev.natsbroker.spring.support.converter;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Passes {@code byte[]} through, whatever the media type. */
final class BytesConverter implements PayloadConverter {
    @Override
    public @Nullable String contentType() {
        return null;
    }

    @Override
    public boolean canWrite(Class<?> type) {
        return type == byte[].class;
    }

    @Override
    public boolean canRead(Type type, @Nullable String contentType) {
        return type == byte[].class || (type == Object.class && contentType == null);
    }

    @Override
    public byte[] write(Object value) {
        return (byte[]) value;
    }

    @Override
    public Object read(byte[] payload, Type type) {
        return payload;
    }
}
