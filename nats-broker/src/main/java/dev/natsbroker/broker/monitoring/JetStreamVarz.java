package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.config.JetStreamLimitOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.jetstream.meta.AccountResources;
import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.StorageUsage;
import dev.natsbroker.broker.jetstream.model.ApiStats;
import dev.natsbroker.broker.json.OmitEmpty;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** JetStream as {@code /varz} shows it, and as {@code /jsz} begins. */
record JetStreamVarz(Config config, Stats stats, Limits limits) {
    static JetStreamVarz of(JetStreamView view) {
        return new JetStreamVarz(
                Config.of(view.engine()),
                Stats.ofServer(view),
                Limits.of(view.engine().options().limits()));
    }

    /**
     * What was configured.
     *
     * @param syncInterval in nanoseconds; without effect with {@code syncAlways}
     * @param compressOk as nats-server shows it: whether both sizes were configured
     */
    record Config(
            long maxMemory,
            long maxStorage,
            @OmitEmpty String storeDir,
            @OmitEmpty long syncInterval,
            @OmitEmpty boolean syncAlways,
            @OmitEmpty @Nullable String domain,
            @OmitEmpty boolean compressOk,
            @OmitEmpty @Nullable String uniqueTag,
            @OmitEmpty boolean strict) {
        static final Config NONE = new Config(0, 0, "", 0, false, null, false, null, false);

        static Config of(JetStream engine) {
            JetStreamOptions options = engine.options();
            return new Config(
                    engine.sizes().memoryBytes(),
                    engine.sizes().fileBytes(),
                    options.dataDirectory().toString(),
                    options.syncInterval().toNanos(),
                    options.syncAlways(),
                    options.domain(),
                    options.maxMemoryBytes() > 0 && options.maxFileBytes() > 0,
                    options.uniqueTag(),
                    options.strict());
        }
    }

    /** What is used. An account shows its limits where the server shows what is reserved. */
    record Stats(
            long memory,
            long storage,
            BigInteger reservedMemory,
            BigInteger reservedStorage,
            int accounts,
            int haAssets,
            ApiStats api) {
        static final Stats NONE = new Stats(0, 0, BigInteger.ZERO, BigInteger.ZERO, 0, 0, new ApiStats(0, 0, 0, 0));

        static Stats ofServer(JetStreamView view) {
            StorageUsage usage = view.engine().usage();
            return new Stats(
                    usage.used(true),
                    usage.used(false),
                    BigInteger.valueOf(usage.reserved(true)),
                    BigInteger.valueOf(usage.reserved(false)),
                    view.engine().accounts().size(),
                    0,
                    view.api());
        }

        static Stats ofAccount(AccountResources resources, ApiStats api) {
            StorageUsage usage = resources.usage();
            return new Stats(
                    usage.used(true),
                    usage.used(false),
                    unsigned(resources.limits().maxMemoryBytes()),
                    unsigned(resources.limits().maxFileBytes()),
                    0,
                    0,
                    api);
        }

        /** No limit is -1, which nats-server shows without a sign. */
        private static BigInteger unsigned(long value) {
            return new BigInteger(Long.toUnsignedString(value));
        }
    }

    /** What streams and consumers may ask for; durations in nanoseconds. What was not configured is left out. */
    record Limits(
            @OmitEmpty int maxRequestBatch,
            @OmitEmpty int maxAckPending,
            @OmitEmpty int maxHaAssets,
            @OmitEmpty long maxDuplicateWindow,
            @OmitEmpty int maxBatchInflightPerStream,
            @OmitEmpty int maxBatchInflightTotal,
            @OmitEmpty int maxBatchSize,
            @OmitEmpty long maxBatchTimeout,
            @OmitEmpty int defaultMaxConsumers) {
        static Limits of(JetStreamLimitOptions limits) {
            JetStreamBatchOptions batch = limits.batch();
            JetStreamBatchOptions usual = JetStreamBatchOptions.defaults();
            return new Limits(
                    limits.maxRequestBatch(),
                    limits.maxAckPending(),
                    limits.maxHaAssets(),
                    limits.duplicateWindow().toNanos(),
                    unlessUsual(batch.maxInflightPerStream(), usual.maxInflightPerStream()),
                    unlessUsual(batch.maxInflightTotal(), usual.maxInflightTotal()),
                    unlessUsual(batch.maxMessages(), usual.maxMessages()),
                    batch.timeout().equals(usual.timeout())
                            ? 0
                            : batch.timeout().toNanos(),
                    limits.defaultMaxConsumers());
        }

        private static int unlessUsual(int value, int usual) {
            return value == usual ? 0 : value;
        }
    }
}
