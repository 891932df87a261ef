package dev.natsbroker.broker.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of CONNECT as nats-server does: names in any case, unknown fields ignored, {@code null} for nothing given,
 * and a wrong type refused.
 */
public final class ConnectReader {
    private static final JsonFactory JSON = new JsonFactory();

    private ConnectReader() {}

    /**
     * Merges the JSON over {@code previous}.
     *
     * @return the merged options, or null if the bytes are not one JSON object of the right types
     */
    public static @Nullable ConnectOptions read(ConnectOptions previous, byte[] bytes, int offset, int length) {
        // Decoded first: bytes that are no UTF-8 become replacement characters then, as in nats-server.
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            Map<String, Object> fields = readFields(parser);
            return fields == null || parser.nextToken() != null ? null : merge(previous, fields);
        } catch (JacksonException | WrongTypeException e) {
            return null;
        }
    }

    private static @Nullable Map<String, Object> readFields(JsonParser parser) {
        JsonToken start = parser.nextToken();
        if (start == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        if (start != JsonToken.START_OBJECT) {
            return null;
        }
        Map<String, Object> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName().toLowerCase(Locale.ROOT);
            switch (parser.nextToken()) {
                case VALUE_STRING -> fields.put(name, parser.getString());
                case VALUE_TRUE -> fields.put(name, Boolean.TRUE);
                case VALUE_FALSE -> fields.put(name, Boolean.FALSE);
                case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
                case VALUE_NULL -> {} // keeps what was there
                default -> {
                    parser.skipChildren();
                    fields.put(name, OTHER);
                }
            }
        }
        return fields;
    }

    /** Stands for a value that no known field may have. */
    private static final Object OTHER = new Object();

    private static ConnectOptions merge(ConnectOptions previous, Map<String, Object> fields) {
        String account = text(fields, "account", null);
        boolean newAccount = flag(fields, "new_account", false);
        return new ConnectOptions(
                flag(fields, "verbose", previous.verbose()),
                flag(fields, "pedantic", previous.pedantic()),
                flag(fields, "echo", previous.echo()),
                flag(fields, "headers", previous.headers()),
                flag(fields, "no_responders", previous.noResponders()),
                number(fields, "protocol", previous.protocol()),
                text(fields, "name", previous.name()),
                text(fields, "lang", previous.lang()),
                text(fields, "version", previous.version()),
                text(fields, "user", previous.user()),
                text(fields, "pass", previous.pass()),
                text(fields, "auth_token", previous.authToken()),
                text(fields, "jwt", previous.jwt()),
                text(fields, "nkey", previous.nkey()),
                text(fields, "sig", previous.sig()),
                previous.accountGiven() || newAccount || (account != null && !account.isEmpty()));
    }

    private static boolean flag(Map<String, Object> fields, String name, boolean otherwise) {
        Object value = fields.getOrDefault(name, otherwise);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new WrongTypeException();
    }

    private static int number(Map<String, Object> fields, String name, int otherwise) {
        Object value = fields.getOrDefault(name, (long) otherwise);
        if (value instanceof Long number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        }
        throw new WrongTypeException();
    }

    private static @Nullable String text(Map<String, Object> fields, String name, @Nullable String otherwise) {
        Object value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new WrongTypeException();
    }

    /** A known field with a value of another type. */
    private static final class WrongTypeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongTypeException() {
            super("wrong type in CONNECT", null, false, false);
        }
    }
}
