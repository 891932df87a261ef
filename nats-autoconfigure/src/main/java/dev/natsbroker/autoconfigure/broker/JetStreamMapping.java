package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.config.JetStreamLimitOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Turns the properties of JetStream into options. */
final class JetStreamMapping {
    private static final String ALWAYS = "always";

    private JetStreamMapping() {}

    static JetStreamOptions.Builder server(JetStreamOptions.Builder options, NatsBrokerProperties.JetStream jetStream) {
        sync(options, jetStream.syncInterval());
        return options.enabled(jetStream.enabled())
                .storeDirectory(jetStream.storeDir())
                .maxMemoryBytes(bytes("max-memory-store", jetStream.maxMemoryStore()))
                .maxFileBytes(bytes("max-file-store", jetStream.maxFileStore()))
                .domain(NatsBrokerOptionsMapper.textOrNull(jetStream.domain()))
                .strict(jetStream.strict())
                .limits(limits(jetStream.limits()))
                .requestQueueLimit(jetStream.requestQueueLimit())
                .infoQueueLimit(jetStream.infoQueueLimit())
                .maxBufferedMessages(jetStream.maxBufferedMsgs())
                .maxBufferedBytes(jetStream.maxBufferedSize().toBytes())
                .uniqueTag(NatsBrokerOptionsMapper.textOrNull(jetStream.uniqueTag()))
                .lanes(jetStream.lanes());
    }

    /** As in a file: {@code always} or an interval, of which zero stands for the default. */
    private static void sync(JetStreamOptions.Builder options, String text) {
        if (text.isBlank() || text.strip().equalsIgnoreCase(ALWAYS)) {
            options.syncAlways(true);
            return;
        }
        Duration interval;
        try {
            interval = DurationStyle.detectAndParse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    NatsBrokerProperties.PREFIX + ".jetstream.sync-interval '" + text
                            + "' is invalid: use always, or an interval such as 10s",
                    e);
        }
        if (interval.isZero()) {
            options.syncAlways(true);
        } else {
            options.syncAlways(false).syncInterval(interval);
        }
    }

    private static JetStreamLimitOptions limits(NatsBrokerProperties.JetStreamLimits limits) {
        NatsBrokerProperties.JetStreamBatch batch = limits.batch();
        return new JetStreamLimitOptions(
                limits.maxAckPending(),
                limits.maxRequestBatch(),
                limits.duplicateWindow(),
                limits.defaultMaxConsumers(),
                limits.maxHaAssets(),
                new JetStreamBatchOptions(
                        batch.maxInflightPerStream(), batch.maxInflightTotal(), batch.maxMsgs(), batch.timeout()));
    }

    /** JetStream of an account; null if it has none. */
    static @Nullable JetStreamAccountOptions account(
            String path, NatsBrokerProperties.@Nullable AccountJetStream limits) {
        if (limits == null || !limits.enabled()) {
            return null;
        }
        return JetStreamAccountOptions.builder()
                .maxMemoryBytes(size(path + ".max-memory", limits.maxMemory()))
                .maxFileBytes(size(path + ".max-file", limits.maxFile()))
                .maxStreams(limits.maxStreams())
                .maxConsumers(limits.maxConsumers())
                .maxAckPending(limits.maxAckPending())
                .maxBytesRequired(limits.maxBytesRequired())
                .memoryMaxStreamBytes(size(path + ".memory-max-stream-bytes", limits.memoryMaxStreamBytes()))
                .diskMaxStreamBytes(size(path + ".disk-max-stream-bytes", limits.diskMaxStreamBytes()))
                .build();
    }

    private static long bytes(String name, @Nullable DataSize size) {
        return size("jetstream." + name, size);
    }

    private static long size(String name, @Nullable DataSize size) {
        return size == null ? JetStreamOptions.AUTOMATIC : NatsBrokerOptionsMapper.bytes(name, size, Long.MAX_VALUE);
    }
}
