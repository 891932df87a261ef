package dev.natsbroker.spring.support;

import dev.natsbroker.spring.support.converter.Payload;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * Payload and headers of a message that is about to leave.
 *
 * <p>A value becomes the payload. A Spring {@link Message} becomes both: its payload, and those of its headers that are strings,
 * numbers, booleans or collections of them. Headers that begin with {@code nats_}, and Spring's {@code id} and {@code timestamp},
 * describe a message rather than belong to it and stay here.
 *
 * @param body the payload; not copied
 * @param headers the headers, null for none
 */
@SuppressWarnings("ArrayRecordComponent") // it is made to carry the array, and never compared
public record OutboundMessage(byte[] body, @Nullable Headers headers) {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String LOCAL_PREFIX = "nats_";

    /**
     * The message for a value or a Spring message.
     *
     * @param headers further headers, which win over those of a Spring message; null for none; not changed
     */
    public static OutboundMessage of(@Nullable Object value, @Nullable Headers headers, PayloadConverters converters) {
        boolean isMessage = value instanceof Message<?>;
        Payload payload = converters.write(value instanceof Message<?> message ? message.getPayload() : value);
        boolean plain = !isMessage && payload.contentType() == null;
        if (plain) {
            return new OutboundMessage(payload.bytes(), headers);
        }
        Headers all = new Headers();
        if (value instanceof Message<?> message) {
            copy(message.getHeaders(), all);
        }
        if (headers != null) {
            headers.forEach(all::put);
        }
        if (payload.contentType() != null && !all.containsKeyIgnoreCase(CONTENT_TYPE)) {
            all.put(CONTENT_TYPE, payload.contentType());
        }
        return new OutboundMessage(payload.bytes(), all.isEmpty() ? null : all);
    }

    private static void copy(MessageHeaders from, Headers to) {
        for (Map.Entry<String, Object> header : from.entrySet()) {
            String name = header.getKey();
            if (name.equals(MessageHeaders.CONTENT_TYPE)) {
                putHeader(to, CONTENT_TYPE, List.of(header.getValue().toString()));
            } else if (!isLocal(name)) {
                put(to, name, header.getValue());
            }
        }
    }

    private static boolean isLocal(String name) {
        return name.startsWith(LOCAL_PREFIX)
                || name.equals(MessageHeaders.ID)
                || name.equals(MessageHeaders.TIMESTAMP)
                || name.equals(MessageHeaders.REPLY_CHANNEL)
                || name.equals(MessageHeaders.ERROR_CHANNEL);
    }

    private static void put(Headers to, String name, Object value) {
        Collection<?> values = value instanceof Collection<?> several ? several : List.of(value);
        List<String> texts = values.stream()
                .filter(OutboundMessage::isText)
                .map(Object::toString)
                .toList();
        if (!texts.isEmpty()) {
            putHeader(to, name, texts);
        }
    }

    /**
     * Sets a header.
     *
     * @throws IllegalArgumentException if NATS cannot carry it (ADR-4)
     */
    public static void putHeader(Headers to, String name, List<String> values) {
        try {
            to.put(name, values);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Header '" + name + "' cannot be sent with " + values + ": a name is printable ASCII without colon"
                            + " and space, a value is ASCII without line breaks; encode it, or put it into the payload",
                    e);
        }
    }

    /**
     * Looks whether the server takes so much.
     *
     * @throws PayloadTooLargeException if not: sent nevertheless, it would cost the connection
     */
    public static void requireFits(Connection connection, String subject, @Nullable Headers headers, byte[] body) {
        long limit = connection.getMaxPayload();
        long size = body.length + (headers == null || headers.isEmpty() ? 0L : headers.serializedLength());
        if (limit > 0 && size > limit) {
            throw new PayloadTooLargeException("Message to '" + subject + "' with its headers", size, limit);
        }
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
    }
}
