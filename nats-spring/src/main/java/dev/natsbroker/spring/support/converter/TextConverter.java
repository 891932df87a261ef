package dev.natsbroker.spring.support.converter;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strings as UTF-8. A String is read from any payload: it is the payload's text. */
final class TextConverter implements PayloadConverter {
    private static final String TEXT = "text/plain";

    @Override
    public String contentType() {
        return TEXT;
    }

    @Override
    public boolean canWrite(Class<?> type) {
        return CharSequence.class.isAssignableFrom(type);
    }

    @Override
    public boolean canRead(Type type, @Nullable String contentType) {
        return type == String.class
                || type == CharSequence.class
                || (type == Object.class && contentType != null && contentType.startsWith("text/"));
    }

    @Override
    public byte[] write(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object read(byte[] payload, Type type) {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
