package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Reads {@code limits} of the block {@code jetstream}. */
final class JetStreamLimitsReader {
    private final Problems problems;

    JetStreamLimitsReader(Problems problems) {
        this.problems = problems;
    }

    /** Hands each limit of the block to the target. */
    void read(ConfigValue block, Consumer<UnaryOperator<JetStreamLimitOptions.Builder>> target) {
        Map<String, ConfigValue> fields = block.mapOrNull();
        if (fields == null) {
            throw block.error("Expected a map to define JetStreamLimits, got " + block.typeName());
        }
        fields.forEach((key, value) -> problems.guard(() -> field(target, key, value)));
    }

    private void field(Consumer<UnaryOperator<JetStreamLimitOptions.Builder>> target, String key, ConfigValue value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "max_ack_pending" -> {
                int max = count(value);
                target.accept(limits -> limits.maxAckPending(max));
            }
            case "max_request_batch" -> {
                int max = count(value);
                target.accept(limits -> limits.maxRequestBatch(max));
            }
            case "max_ha_assets" -> {
                int max = count(value);
                target.accept(limits -> limits.maxHaAssets(max));
            }
            case "default_max_consumers" -> {
                int max = count(value);
                target.accept(limits -> limits.defaultMaxConsumers(max));
            }
            case "duplicate_window" -> {
                Duration window = duration(value);
                target.accept(limits -> limits.duplicateWindow(window));
            }
            case "batch" -> {
                JetStreamBatchOptions batch = batch(value);
                target.accept(limits -> limits.batch(batch));
            }
            default -> problems.unknownField(key, value);
        }
    }

    private static int count(ConfigValue value) {
        return Keys.toInt(value.integer());
    }

    private static Duration duration(ConfigValue value) {
        return ConfigScalars.parseDuration(value, value.string(), "");
    }

    /** What the block does not set has its default, as in each other block. */
    private JetStreamBatchOptions batch(ConfigValue block) {
        Map<String, ConfigValue> fields = block.mapOrNull();
        if (fields == null) {
            throw block.error("Expected a map to define batch limits, got " + block.typeName());
        }
        int[] counts = new int[3];
        Duration[] timeout = {Duration.ZERO};
        fields.forEach((key, value) -> problems.guard(() -> {
            switch (key.toLowerCase(Locale.ROOT)) {
                case "max_inflight_per_stream" -> counts[0] = count(value);
                case "max_inflight_total" -> counts[1] = count(value);
                case "max_msgs" -> counts[2] = count(value);
                case "timeout" -> timeout[0] = duration(value);
                default -> problems.unknownField(key, value);
            }
        }));
        return new JetStreamBatchOptions(counts[0], counts[1], counts[2], timeout[0]);
    }
}
