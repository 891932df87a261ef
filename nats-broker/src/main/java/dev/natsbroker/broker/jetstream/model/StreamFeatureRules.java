package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import java.util.concurrent.TimeUnit;

/** Which features of a stream go together, and what they switch on. */
final class StreamFeatureRules {
    private static final long LEAST_MARKER_TTL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private StreamFeatureRules() {}

    static StreamConfig checked(StreamConfig config, boolean isPedantic) {
        refuseIf(config.denyPurge() && config.allowRollup(), "roll-ups require the purge permission");
        checkCounter(config);
        checkDiscardNewPerSubject(config);
        StreamConfig result = withDeleteMarkers(config, isPedantic);
        result = withSchedules(result, isPedantic);
        checkPersistMode(result);
        return result;
    }

    private static void checkCounter(StreamConfig config) {
        if (config.allowMsgCounter()) {
            refuseIf(config.discard() == DiscardPolicy.NEW, "counter stream cannot use discard new");
            refuseIf(config.allowMsgTtl(), "counter stream cannot use message TTLs");
            refuseIf(config.allowMsgSchedules(), "counter stream cannot use message schedules");
            refuseIf(config.retention() != RetentionPolicy.LIMITS, "counter stream can only use limits retention");
        }
    }

    private static void checkDiscardNewPerSubject(StreamConfig config) {
        if (config.discardNewPerSubject()) {
            refuseIf(
                    config.discard() != DiscardPolicy.NEW,
                    "discard new per subject requires discard new policy to be set");
            refuseIf(config.maxMsgsPerSubject() <= 0, "discard new per subject requires max msgs per subject > 0");
        }
    }

    private static StreamConfig withDeleteMarkers(StreamConfig config, boolean isPedantic) {
        long ttl = config.subjectDeleteMarkerTtlNanos();
        refuseIf(ttl < 0, "subject delete marker TTL must not be negative");
        if (ttl == 0) {
            return config;
        }
        refuseIf(ttl < LEAST_MARKER_TTL_NANOS, "subject delete marker TTL must be at least 1 second");
        refuseIf(
                isPedantic && !config.allowMsgTtl(),
                "subject delete marker cannot be set if message TTLs are disabled");
        refuseIf(isPedantic && !config.allowRollup(), "subject delete marker cannot be set if roll-ups are disabled");
        return withRollup(config).toBuilder().allowMsgTtl(true).build();
    }

    private static StreamConfig withSchedules(StreamConfig config, boolean isPedantic) {
        if (!config.allowMsgSchedules()) {
            return config;
        }
        refuseIf(config.discard() == DiscardPolicy.NEW, "message scheduling cannot use discard new");
        refuseIf(isPedantic && !config.allowRollup(), "message scheduling cannot be set if roll-ups are disabled");
        return withRollup(config);
    }

    private static StreamConfig withRollup(StreamConfig config) {
        return config.allowRollup()
                ? config
                : config.toBuilder().allowRollup(true).denyPurge(false).build();
    }

    private static void checkPersistMode(StreamConfig config) {
        if (config.persistMode() == PersistMode.ASYNC) {
            refuseIf(config.storage() != StorageType.FILE, "async persist mode is only supported on file storage");
            refuseIf(config.numReplicas() > 1, "async persist mode is not supported on replicated streams");
            refuseIf(config.allowAtomic(), "async persist mode is not supported with atomic batch publish");
        }
    }
}
