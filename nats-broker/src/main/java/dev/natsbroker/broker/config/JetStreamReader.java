package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Reads {@code jetstream} of the server, and the keys of the top level that belong to it. */
final class JetStreamReader {
    private static final String NO_ENCRYPTION =
            "encryption of the store is not built yet; use an encrypted file system";
    private static final int LEAST_CONCURRENT_IO = 4;
    private static final int MOST_CONCURRENT_IO = 8_192;

    private final BrokerOptionsBuilder options;
    private final Problems problems;
    private final Keys fields = new Keys();
    private final JetStreamLimitsReader limits;
    private boolean storeDirectorySet;
    private boolean on;

    private JetStreamReader(BrokerOptionsBuilder options, Problems problems) {
        this.options = options;
        this.problems = problems;
        this.limits = new JetStreamLimitsReader(problems);
        addMain();
        addSizes();
        addQueues();
        addEncryption();
        addClusterOnly();
    }

    /** Adds the keys of the top level. */
    static void addTo(Keys keys, BrokerOptionsBuilder options, Problems problems) {
        JetStreamReader reader = new JetStreamReader(options, problems);
        keys.add((key, value) -> reader.read(value), "jetstream")
                .add((key, value) -> reader.storeDirectory(value), "store_dir", "storedir")
                .add((key, value) -> requireDomains(value), "default_js_domain");
    }

    private void read(ConfigValue value) {
        Map<String, ConfigValue> block = value.mapOrNull();
        if (block == null) {
            Boolean enabled = JetStreamSwitch.read(value);
            if (enabled == null) {
                throw JetStreamSwitch.wrongType(value);
            }
            options.jetStream(js -> js.enabled(enabled));
            return;
        }
        on = true;
        block.forEach((key, field) -> problems.guard(() -> field(key, field)));
        options.jetStream(js -> js.enabled(on));
    }

    private void field(String key, ConfigValue value) {
        Keys.Reader reader = fields.find(key);
        if (reader == null) {
            problems.unknownField(key, value);
        } else {
            reader.read(key, value);
        }
    }

    private void addMain() {
        fields.bool(enabled -> on = enabled, "enabled")
                .add((key, value) -> storeDirectory(value), "store_dir", "store", "storedir")
                .add((key, value) -> domain(value), "domain")
                .add((key, value) -> strict(value), "strict")
                .add(this::sync, "sync_interval", "sync")
                .add((key, value) -> limits(value), "limits");
    }

    /** The folder may be set once, at the top level or in the block. */
    private void storeDirectory(ConfigValue value) {
        String text = value.string();
        if (storeDirectorySet) {
            throw value.error("Duplicate 'store_dir' configuration");
        }
        if (!text.isEmpty()) {
            storeDirectorySet = true;
            Path folder = ConfigScalars.path(value, text);
            options.jetStream(js -> js.storeDirectory(folder));
        }
    }

    private void domain(ConfigValue value) {
        String domain = value.string();
        String problem = domain.isEmpty() ? null : JetStreamOptions.problemOfDomain(domain);
        if (problem != null) {
            throw value.error(problem);
        }
        options.jetStream(js -> js.domain(domain.isEmpty() ? null : domain));
    }

    private void strict(ConfigValue value) {
        Boolean strict = value.booleanOrNull();
        if (strict == null) {
            throw value.error("Expected 'true' or 'false' for bool value, got '" + GoFormat.text(value) + "'");
        }
        options.jetStream(js -> js.strict(strict));
    }

    /** {@code always}, or an interval, which switches the waiting for the disk off. */
    private void sync(String key, ConfigValue value) {
        if ("always".equalsIgnoreCase(value.stringOrNull())) {
            options.jetStream(js -> js.syncAlways(true));
            return;
        }
        Duration interval = ConfigScalars.duration(key, value, problems);
        if (interval.isZero()) {
            options.jetStream(js -> js.syncAlways(true));
        } else {
            options.jetStream(js -> js.syncAlways(false).syncInterval(interval));
        }
    }

    private void limits(ConfigValue value) {
        limits.read(value, change -> options.jetStream(js -> js.limits(change)));
    }

    private void addSizes() {
        fields.add(
                        (key, value) -> {
                            long max = JetStreamSizes.storage("max_mem_store", value);
                            options.jetStream(js -> js.maxMemoryBytes(max));
                        },
                        "max_memory_store",
                        "max_mem_store",
                        "max_mem")
                .add(
                        (key, value) -> {
                            long max = JetStreamSizes.storage("max_file_store", value);
                            options.jetStream(js -> js.maxFileBytes(max));
                        },
                        "max_file_store",
                        "max_file")
                .add(
                        (key, value) -> {
                            long max = JetStreamSizes.storage(key, value);
                            options.jetStream(js -> js.maxBufferedBytes(max));
                        },
                        "max_buffered_size");
    }

    private void addQueues() {
        fields.add(
                        (key, value) -> {
                            int max = JetStreamSizes.count(key, value);
                            options.jetStream(js -> js.maxBufferedMessages(max));
                        },
                        "max_buffered_msgs")
                .add(
                        (key, value) -> {
                            int max = JetStreamSizes.count(key, value);
                            options.jetStream(js -> js.requestQueueLimit(max));
                        },
                        "request_queue_limit")
                .add(
                        (key, value) -> {
                            int max = JetStreamSizes.count(key, value);
                            options.jetStream(js -> js.infoQueueLimit(max));
                        },
                        "info_queue_limit");
    }

    private void addEncryption() {
        fields.add(
                        JetStreamReader::requireNoKey,
                        "key",
                        "ek",
                        "encryption_key",
                        "prev_key",
                        "prev_ek",
                        "prev_encryption_key")
                .add(JetStreamReader::requireNoKey, "cipher")
                .add(JetStreamReader::requireNoTpm, "tpm");
    }

    /** To store in plain text what somebody wants encrypted would expose it. */
    private static void requireNoKey(String key, ConfigValue value) {
        if (!value.string().isEmpty()) {
            UnsupportedParts.requireOff(key, value, NO_ENCRYPTION);
        }
    }

    private static void requireNoTpm(String key, ConfigValue value) {
        if (value.mapOrNull() == null) {
            throw value.error("Expected a map to define JetStreamLimits, got " + value.typeName());
        }
        UnsupportedParts.requireOff(key, value, NO_ENCRYPTION);
    }

    /** Keys that only matter in a cluster, or for nats-server's own way to write files: checked, without effect. */
    private void addClusterOnly() {
        fields.text(tag -> options.jetStream(js -> js.uniqueTag(tag.isEmpty() ? null : tag)), "unique_tag")
                .text(hint -> {}, "extension_hint")
                .add((key, value) -> JetStreamSizes.storage(key, value), "max_outstanding_catchup")
                .add((key, value) -> JetStreamSizes.absolute(key, value), "meta_compact")
                .add((key, value) -> JetStreamSizes.absoluteStorage(key, value), "meta_compact_size")
                .bool(sync -> {}, "meta_compact_sync")
                .add(
                        (key, value) -> JetStreamSizes.between(key, value, LEAST_CONCURRENT_IO, MOST_CONCURRENT_IO),
                        "max_concurrent_io");
    }

    /** The domain that leaf nodes of an account are mapped to; there are no leaf nodes yet. */
    private static void requireDomains(ConfigValue value) {
        Map<String, ConfigValue> domains = value.mapOrNull();
        if (domains == null) {
            throw value.error("error default_js_domain config: unsupported type " + value.typeName());
        }
        domains.values().forEach(ConfigValue::string);
    }
}
