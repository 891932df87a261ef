package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request, read as Go reads them: the first value of a name counts, what cannot be decoded is
 * dropped, and numbers and truth values have the forms of Go's {@code strconv}, whose error texts operators know.
 */
final class Query {
    /** What {@code subs} asks for. */
    enum Subscriptions {
        NONE,
        SUBJECTS,
        DETAIL
    }

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the part of a URI behind the question mark, without the mark. */
    static Query parse(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name != null && value != null && pair.indexOf(';') < 0) {
                values.putIfAbsent(name, value);
            }
        }
        return new Query(values);
    }

    private static @Nullable String decode(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                int high = i + 2 < in.length ? Character.digit((char) in[i + 1], 16) : -1;
                int low = i + 2 < in.length ? Character.digit((char) in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = in[i] == '+' ? (byte) ' ' : in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /** The value, empty if there is none. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** The truth value, false if there is none. */
    boolean flag(String name) {
        String text = text(name);
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "", "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw failed("boolean", name, "ParseBool", text, "invalid syntax");
        };
    }

    /** The number, 0 if there is none. */
    long integer(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        String digits = signed ? text.substring(1) : text;
        requireDigits(digits, "int", name, "Atoi", text);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw failed("int", name, "Atoi", text, "value out of range");
        }
    }

    /** The number in 64 bits without sign, 0 if there is none. */
    long unsigned(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        requireDigits(text, "uint64", name, "ParseUint", text);
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw failed("uint64", name, "ParseUint", text, "value out of range");
        }
    }

    private static void requireDigits(String digits, String type, String name, String function, String text) {
        boolean allDigits = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (digits.isEmpty() || !allDigits) {
            throw failed(type, name, function, text, "invalid syntax");
        }
    }

    /** What {@code subs} asks for: {@code detail} or a truth value. */
    Subscriptions subscriptions() {
        if (text("subs").toLowerCase(Locale.ROOT).equals("detail")) {
            return Subscriptions.DETAIL;
        }
        return flag("subs") ? Subscriptions.SUBJECTS : Subscriptions.NONE;
    }

    private static BadQueryException failed(String type, String name, String function, String text, String problem) {
        return new BadQueryException("Error decoding " + type + " for '" + name + "': strconv." + function
                + ": parsing " + Subjects.quote(text) + ": " + problem);
    }
}
