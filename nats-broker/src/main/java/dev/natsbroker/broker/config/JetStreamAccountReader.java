package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code jetstream} of an account: a switch, or a map of limits. */
final class JetStreamAccountReader {
    private final Problems problems;

    JetStreamAccountReader(Problems problems) {
        this.problems = problems;
    }

    /** The limits; null if the account has no JetStream. */
    @Nullable
    JetStreamAccountOptions read(ConfigValue value) {
        Map<String, ConfigValue> fields = value.mapOrNull();
        if (fields == null) {
            Boolean on = JetStreamSwitch.read(value);
            if (on == null) {
                throw JetStreamSwitch.wrongType(value);
            }
            return on ? JetStreamAccountOptions.unlimited() : null;
        }
        JetStreamAccountOptions.Builder limits = JetStreamAccountOptions.builder();
        fields.forEach((key, field) -> problems.guard(() -> field(limits, key, field)));
        return limits.build();
    }

    private void field(JetStreamAccountOptions.Builder limits, String key, ConfigValue value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "max_memory", "max_mem", "mem", "memory" -> limits.maxMemoryBytes(size(key, value));
            case "max_store", "max_file", "max_disk", "store", "disk" -> limits.maxFileBytes(size(key, value));
            case "max_streams", "streams" -> limits.maxStreams(Keys.toInt(size(key, value)));
            case "max_consumers", "consumers" -> limits.maxConsumers(Keys.toInt(size(key, value)));
            case "max_ack_pending" -> limits.maxAckPending(Keys.toInt(size(key, value)));
            case "max_bytes_required", "max_stream_bytes", "max_bytes" -> limits.maxBytesRequired(truth(key, value));
            case "mem_max_stream_bytes", "memory_max_stream_bytes" -> limits.memoryMaxStreamBytes(size(key, value));
            case "disk_max_stream_bytes", "store_max_stream_bytes" -> limits.diskMaxStreamBytes(size(key, value));
            case "cluster_traffic" -> requireClusterTraffic(key, value);
            default -> problems.unknownField(key, value);
        }
    }

    private static long size(String key, ConfigValue value) {
        Long size = value.integerOrNull();
        if (size == null) {
            throw wrong("a parseable size", key, value);
        }
        return size;
    }

    private static boolean truth(String key, ConfigValue value) {
        Boolean truth = value.booleanOrNull();
        if (truth == null) {
            throw wrong("a parseable bool", key, value);
        }
        return truth;
    }

    /** Without other servers there is no such traffic. */
    private static void requireClusterTraffic(String key, ConfigValue value) {
        String text = value.stringOrNull();
        if (text == null) {
            throw wrong("either 'system' or 'owner' string value", key, value);
        }
        if (!text.equals("system") && !text.equals("owner") && !text.isEmpty()) {
            throw wrong("'system' or 'owner' string value", key, value);
        }
    }

    private static ConfigException wrong(String expected, String key, ConfigValue value) {
        return value.error("Expected " + expected + " for " + GoFormat.quote(key) + ", got " + GoFormat.text(value));
    }
}
