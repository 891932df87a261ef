package dev.natsbroker.broker.config.conf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The digest of a configuration: SHA-256 over its values as JSON, written exactly as nats-server's JSON encoder does: keys
 * in order, {@code < > &} escaped, one line end behind it.
 */
final class ConfigDigest {

    private ConfigDigest() {}

    static String of(Map<String, ConfigValue> values) {
        StringBuilder json = new StringBuilder();
        appendMap(json, values);
        json.append('\n');
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(json.toString().getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256, which every JDK must have", e);
        }
    }

    private static void appendMap(StringBuilder json, Map<String, ConfigValue> values) {
        List<String> keys = new ArrayList<>(values.keySet());
        keys.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        json.append('{');
        String separator = "";
        for (String key : keys) {
            json.append(separator);
            appendString(json, key);
            json.append(':');
            append(json, Objects.requireNonNull(values.get(key)));
            separator = ",";
        }
        json.append('}');
    }

    private static void append(StringBuilder json, ConfigValue value) {
        Object data = value.data();
        if (data instanceof String text) {
            appendString(json, text);
        } else if (data instanceof Double number) {
            json.append(GoFormat.jsonNumber(number));
        } else if (data instanceof Instant instant) {
            json.append('"').append(instant).append('"');
        } else if (data instanceof List) {
            json.append('[');
            String separator = "";
            for (ConfigValue element : value.array()) {
                json.append(separator);
                append(json, element);
                separator = ",";
            }
            json.append(']');
        } else if (data instanceof Map) {
            appendMap(json, value.map());
        } else {
            json.append(data);
        }
    }

    private static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
