package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoQuote;
import dev.natsbroker.broker.json.JsonType;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A constant with a name of its own in JSON. */
public interface WireName {
    String wireName();

    /** The JSON of constants; the first one counts as empty. Decoding compares the text as it stands, as Go does. */
    static <E extends WireName> JsonType<E> json(E[] values, Function<String, GoJsonException> refusal) {
        return json(values, refusal, Map.of());
    }

    /**
     * The same with further spellings.
     *
     * @param spellings wire names by what is also read for them
     */
    static <E extends WireName> JsonType<E> json(
            E[] values, Function<String, GoJsonException> refusal, Map<String, String> spellings) {
        return JsonType.custom(
                WireName::wireName,
                raw -> {
                    for (E value : values) {
                        if (raw.equals(quoted(value.wireName()))) {
                            return value;
                        }
                    }
                    for (Map.Entry<String, String> spelling : spellings.entrySet()) {
                        if (raw.equals(quoted(spelling.getKey()))) {
                            return byName(values, spelling.getValue());
                        }
                    }
                    throw refusal.apply(raw);
                },
                values[0]);
    }

    /** The same for constants that are read in lower and upper case. */
    static <E extends WireName> JsonType<E> jsonInAnyCase(E[] values) {
        return JsonType.custom(
                WireName::wireName,
                raw -> {
                    for (E value : values) {
                        if (raw.toLowerCase(Locale.ROOT).equals(quoted(value.wireName()))) {
                            return value;
                        }
                    }
                    throw unknownValue(raw);
                },
                values[0]);
    }

    private static <E extends WireName> E byName(E[] values, String name) {
        for (E value : values) {
            if (value.wireName().equals(name)) {
                return value;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    static GoJsonException unknownValue(String raw) {
        return new GoJsonException("can not unmarshal " + GoQuote.text(raw));
    }

    static GoJsonException unknownPriorityPolicy(String raw) {
        return new GoJsonException("unknown priority policy: " + raw);
    }

    static GoJsonException unknownAction(String raw) {
        return new GoJsonException("unknown consumer action: " + raw);
    }

    static GoJsonException unknownCompression(String raw) {
        String found = switch (raw.charAt(0)) {
            case '{' -> "object";
            case '[' -> "array";
            case 't', 'f' -> "bool";
            case '"', 'n' -> "";
            default -> "number";
        };
        return new GoJsonException(
                found.isEmpty()
                        ? "unknown compression algorithm"
                        : "json: cannot unmarshal " + found + " into Go value of type string");
    }
}
