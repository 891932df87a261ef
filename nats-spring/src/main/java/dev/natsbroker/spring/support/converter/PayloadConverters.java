package dev.natsbroker.spring.support.converter;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The converters of an application in their order: the first that can, does. Bytes and text pass through; everything else
 * needs a converter such as {@link JacksonConverter}. Thread-safe.
 */
public final class PayloadConverters {
    private static final byte[] EMPTY = {};
    private static final String CONTENT_TYPE = "Content-Type";

    private final List<PayloadConverter> converters;

    /** Only bytes and text. */
    public PayloadConverters() {
        this(List.of(), List.of());
    }

    /** Bytes and text, and {@code last} for everything else. */
    public PayloadConverters(PayloadConverter last) {
        this(List.of(), List.of(last));
    }

    /** Some converters before those for bytes and text, and some after them. */
    public PayloadConverters(List<? extends PayloadConverter> first, List<? extends PayloadConverter> last) {
        List<PayloadConverter> all = new ArrayList<>(first);
        all.add(new BytesConverter());
        all.add(new TextConverter());
        all.addAll(last);
        this.converters = List.copyOf(all);
    }

    /**
     * The payload for {@code value}; empty for null.
     *
     * @throws PayloadConversionException if no converter takes it
     */
    public Payload write(@Nullable Object value) {
        if (value == null) {
            return new Payload(EMPTY, null);
        }
        for (PayloadConverter converter : converters) {
            if (converter.canWrite(value.getClass())) {
                return new Payload(converter.write(value), converter.contentType());
            }
        }
        throw noConverter(
                "No converter writes values of type " + value.getClass().getName());
    }

    /**
     * The value in {@code payload}.
     *
     * @param contentType the header {@code Content-Type} of the message, null if it has none
     * @throws PayloadConversionException if no converter makes this type of it, or the payload is not what the type needs
     */
    @SuppressWarnings("unchecked")
    public <T> T read(byte[] payload, @Nullable String contentType, Type type) {
        for (PayloadConverter converter : converters) {
            if (converter.canRead(type, contentType)) {
                return (T) converter.read(payload, type);
            }
        }
        throw noConverter(
                "No converter makes " + type.getTypeName() + " of a payload with content type " + contentType);
    }

    /**
     * The value in the payload of {@code message}, by its header {@code Content-Type}.
     *
     * @throws PayloadConversionException if no converter makes this type of it, or the payload is not what the type needs
     */
    public <T> T read(Message message, Type type) {
        Headers headers = message.getHeaders();
        byte[] data = message.getData();
        return read(data == null ? EMPTY : data, headers == null ? null : headers.getFirst(CONTENT_TYPE), type);
    }

    private PayloadConversionException noConverter(String what) {
        List<String> known = converters.stream()
                .map(converter -> converter.contentType() == null ? "bytes" : String.valueOf(converter.contentType()))
                .toList();
        return new PayloadConversionException(
                what + "; there are converters for " + known
                        + ", a bean of type PayloadConverter adds another, and JSON"
                        + " comes with Jackson (tools.jackson.core:jackson-databind)",
                null);
    }
}
