package dev.natsbroker.spring.topology;

import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that a declared configuration sets, as against those of the configuration on the server. */
final class DeclaredFields {
    /** Two ways to write the same; a consumer has one of them. */
    private static final Set<String> FILTERS = Set.of("filter_subject", "filter_subjects");

    private DeclaredFields() {}

    /** Those that differ. */
    static List<Difference> differences(JsonSerializable declared, JsonSerializable existing) {
        Map<String, JsonValue> wanted = fields(declared);
        Map<String, JsonValue> present = fields(existing);
        List<Difference> differences = new ArrayList<>();
        wanted.forEach((name, value) -> {
            if (!isIn(present.get(name), value)) {
                JsonValue is = present.get(name);
                differences.add(new Difference(name, is == null ? "not set" : is.toJson(), value.toJson()));
            }
        });
        return differences;
    }

    /** The existing configuration as JSON, with those in place of its own: the server takes an update as the whole. */
    static String over(JsonSerializable existing, JsonSerializable declared) {
        Map<String, JsonValue> fields = fields(existing);
        Map<String, JsonValue> wanted = fields(declared);
        if (wanted.keySet().stream().anyMatch(FILTERS::contains)) {
            fields.keySet().removeAll(FILTERS);
        }
        return merged(fields, wanted).toJson();
    }

    private static JsonValue merged(Map<String, JsonValue> existing, Map<String, JsonValue> wanted) {
        Map<String, JsonValue> merged = new TreeMap<>(existing);
        wanted.forEach((name, value) -> merged.merge(
                name, value, (old, own) -> old.map == null || own.map == null ? own : merged(old.map, own.map)));
        return new JsonValue(merged);
    }

    private static Map<String, JsonValue> fields(JsonSerializable configuration) {
        try {
            Map<String, JsonValue> fields = JsonParser.parse(configuration.toJson()).map;
            return fields == null ? new TreeMap<>() : new TreeMap<>(fields);
        } catch (JsonParseException e) {
            throw unreadable(e);
        }
    }

    static IllegalStateException unreadable(JsonParseException e) {
        return new IllegalStateException("The client library writes configurations that it cannot read", e);
    }

    /** The server adds entries of its own to objects such as metadata. */
    private static boolean isIn(@Nullable JsonValue present, JsonValue wanted) {
        if (present == null) {
            return isZero(wanted);
        }
        if (wanted.map != null && present.map != null) {
            return wanted.map.entrySet().stream()
                    .allMatch(entry -> isIn(present.map.get(entry.getKey()), entry.getValue()));
        }
        return present.toJson().equals(wanted.toJson());
    }

    private static boolean isZero(JsonValue value) {
        String json = value.toJson();
        return json.equals("0")
                || json.equals("false")
                || json.equals("\"\"")
                || json.equals("[]")
                || json.equals("{}");
    }
}
