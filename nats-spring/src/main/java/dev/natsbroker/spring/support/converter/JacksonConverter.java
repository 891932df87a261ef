package dev.natsbroker.spring.support.converter;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is neither bytes nor text as JSON, by the application's mapper. */
public final class JacksonConverter implements PayloadConverter {
    private static final String JSON = "application/json";

    private final JsonMapper mapper;

    /** A converter that reads and writes with {@code mapper}. */
    public JacksonConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String contentType() {
        return JSON;
    }

    @Override
    public boolean canWrite(Class<?> type) {
        return true;
    }

    @Override
    public boolean canRead(Type type, @Nullable String contentType) {
        return contentType == null || isJson(contentType);
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String mediaType = (parameters < 0 ? contentType : contentType.substring(0, parameters)).trim();
        return mediaType.equalsIgnoreCase(JSON) || mediaType.endsWith("+json");
    }

    @Override
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new PayloadConversionException(
                    "Value of type " + value.getClass().getName() + " cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    @Override
    public Object read(byte[] payload, Type type) {
        Object value;
        try {
            value = mapper.readValue(payload, mapper.constructType(type));
        } catch (JacksonException e) {
            throw new PayloadConversionException(
                    "Payload of " + payload.length + " bytes cannot be read as JSON of type " + type.getTypeName()
                            + ": " + e.getOriginalMessage(),
                    e);
        }
        if (value == null) {
            throw new PayloadConversionException(
                    "Payload is the JSON value null, where a value of type " + type.getTypeName() + " is needed", null);
        }
        return value;
    }
}
