package dev.natsbroker.spring.topology;

import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares a declared configuration with that on the server, by the fields that the declared one sets. */
final class ConfigurationDifference {
    private ConfigurationDifference() {}

    /** The fields that differ. */
    static List<Difference> between(JsonSerializable declared, JsonSerializable existing) {
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

    private static Map<String, JsonValue> fields(JsonSerializable configuration) {
        try {
            Map<String, JsonValue> fields = JsonParser.parse(configuration.toJson()).map;
            return fields == null ? Map.of() : new TreeMap<>(fields);
        } catch (JsonParseException e) {
            throw new IllegalStateException("The client library writes configurations that it cannot read", e);
        }
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
