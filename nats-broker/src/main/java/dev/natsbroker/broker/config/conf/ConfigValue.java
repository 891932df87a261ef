package dev.natsbroker.broker.config.conf;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a configuration file with its position.
 *
 * <p>Its data is a {@link String}, {@link Boolean}, {@link Long}, {@link Double}, {@link Instant}, a list of values or a
 * map of values by key. It is immutable but for the mark that a variable refers to it, which is set while the file is
 * parsed; so it belongs to the thread that parses.
 */
public final class ConfigValue {
    private final Object data;
    private final ConfigPosition position;
    private final int depth;
    private final long size;
    private boolean referenced;

    ConfigValue(Object data, ConfigPosition position) {
        this(data, position, depthOf(data), sizeOf(data));
    }

    private ConfigValue(Object data, ConfigPosition position, int depth, long size) {
        this.data = data;
        this.position = position;
        this.depth = depth;
        this.size = size;
    }

    ConfigValue at(ConfigPosition newPosition) {
        ConfigValue moved = new ConfigValue(data, newPosition, depth, size);
        moved.referenced = referenced;
        return moved;
    }

    /** The value for a reference to this one; this one counts as used then. */
    ConfigValue reference(ConfigPosition newPosition) {
        referenced = true;
        return new ConfigValue(data, newPosition, depth, size);
    }

    /** Where the value stands: the place of its key, or its own in an array. */
    public ConfigPosition position() {
        return position;
    }

    /** Whether a variable refers to this value, so that its key need not be a known option. */
    public boolean referenced() {
        return referenced;
    }

    /** Levels of maps and arrays in this value. */
    int depth() {
        return depth;
    }

    /** Values in this value, itself included, with references followed. */
    long size() {
        return size;
    }

    /** The plain data. */
    public Object data() {
        return data;
    }

    /** The text, or null for another type. */
    public @Nullable String stringOrNull() {
        return data instanceof String text ? text : null;
    }

    /** The number, or null for another type. */
    public @Nullable Long integerOrNull() {
        return data instanceof Long number ? number : null;
    }

    /** The truth value, or null for another type. */
    public @Nullable Boolean booleanOrNull() {
        return data instanceof Boolean truth ? truth : null;
    }

    /** The entries by key in the order of the file, or null for another type. */
    @SuppressWarnings("unchecked")
    public @Nullable Map<String, ConfigValue> mapOrNull() {
        return data instanceof Map ? (Map<String, ConfigValue>) data : null;
    }

    /** The elements, or null for another type. */
    @SuppressWarnings("unchecked")
    public @Nullable List<ConfigValue> arrayOrNull() {
        return data instanceof List ? (List<ConfigValue>) data : null;
    }

    /** The text; throws {@link ConfigException} for another type. */
    public String string() {
        return required(stringOrNull(), "string");
    }

    /** The number; throws {@link ConfigException} for another type. */
    public long integer() {
        return required(integerOrNull(), "int64");
    }

    /** The truth value; throws {@link ConfigException} for another type. */
    public boolean bool() {
        return required(booleanOrNull(), "bool");
    }

    /** The entries; throws {@link ConfigException} for another type. */
    public Map<String, ConfigValue> map() {
        return required(mapOrNull(), "map[string]interface {}");
    }

    /** The elements; throws {@link ConfigException} for another type. */
    public List<ConfigValue> array() {
        return required(arrayOrNull(), "[]interface {}");
    }

    /** An error at this value. */
    public ConfigException error(String reason) {
        return ConfigException.at(position, reason);
    }

    /** The name of the type in error texts. */
    public String typeName() {
        if (data instanceof String) {
            return "string";
        }
        if (data instanceof Boolean) {
            return "bool";
        }
        if (data instanceof Long) {
            return "int64";
        }
        if (data instanceof Double) {
            return "float64";
        }
        if (data instanceof Instant) {
            return "time.Time";
        }
        return data instanceof List ? "[]interface {}" : "map[string]interface {}";
    }

    private <T> T required(@Nullable T value, String type) {
        if (value == null) {
            throw error("interface conversion: interface {} is " + typeName() + ", not " + type);
        }
        return Objects.requireNonNull(value);
    }

    private static int depthOf(Object data) {
        int deepest = 0;
        for (ConfigValue child : children(data)) {
            deepest = Math.max(deepest, child.depth);
        }
        return data instanceof List || data instanceof Map ? deepest + 1 : 0;
    }

    private static long sizeOf(Object data) {
        long sum = 1;
        for (ConfigValue child : children(data)) {
            sum += child.size;
        }
        return sum;
    }

    @SuppressWarnings("unchecked")
    private static Iterable<ConfigValue> children(Object data) {
        if (data instanceof Map) {
            return ((Map<String, ConfigValue>) data).values();
        }
        return data instanceof List ? (List<ConfigValue>) data : List.of();
    }

    @Override
    public String toString() {
        return data + " (" + position + ")";
    }
}
