package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

/** What of a stream may be changed. An update replaces the whole configuration: what it leaves out falls back to its default. */
public final class StreamUpdateRules {
    private static final String CAN_NOT = "stream configuration update can not ";

    private StreamUpdateRules() {}

    /**
     * What an update request must keep before the stream is looked up.
     *
     * @param nameInSubject the stream's token in the subject of the request
     */
    public static void checkRequest(
            StreamConfig request, String nameInSubject, boolean isPedantic, StreamLookup streams, ServerLimits limits) {
        StreamConfigRules.checked(request, isPedantic, streams, limits);
        refuseIf(!request.name().equals(nameInSubject), JetStreamError.STREAM_MISMATCH);
    }

    /**
     * The configuration after the update: checked, with its defaults and the API level that it needs.
     *
     * @param old what the stream has now
     * @param isPedantic whether to refuse what could be repaired
     */
    public static StreamConfig forUpdate(
            StreamConfig old, StreamConfig request, boolean isPedantic, StreamLookup streams, ServerLimits limits) {
        StreamConfig config = StreamConfigRules.checked(request, isPedantic, streams, limits);
        refuseIf(!config.name().equals(old.name()), "stream configuration name must match original");
        refuseIf(config.numReplicas() > 1, JetStreamError.STREAM_REPLICAS_NOT_SUPPORTED);
        refuseIf(config.storage() != old.storage(), CAN_NOT + "change storage type");
        checkRetention(old, config);
        refuseIf(old.sealed() && !config.sealed(), CAN_NOT + "unseal a sealed stream");
        refuseIf(old.denyDelete() && !config.denyDelete(), CAN_NOT + "cancel deny message deletes");
        refuseIf(old.denyPurge() && !config.denyPurge(), CAN_NOT + "cancel deny purge");
        refuseIf(
                config.mirror() != null && !config.mirror().equals(old.mirror()),
                JetStreamError.STREAM_MIRROR_NOT_UPDATABLE);
        checkFeatures(old, config);
        return ApiLevel.stored(config.inForce());
    }

    private static void checkRetention(StreamConfig old, StreamConfig config) {
        boolean isWorkQueue = config.retention() == RetentionPolicy.WORK_QUEUE;
        boolean wasWorkQueue = old.retention() == RetentionPolicy.WORK_QUEUE;
        refuseIf(isWorkQueue != wasWorkQueue, CAN_NOT + "change retention policy to/from workqueue");
    }

    private static void checkFeatures(StreamConfig old, StreamConfig config) {
        refuseIf(old.allowMsgTtl() && !config.allowMsgTtl(), "message TTL status can not be disabled");
        refuseIf(old.allowMsgCounter() != config.allowMsgCounter(), CAN_NOT + "change message counter setting");
        refuseIf(old.allowMsgSchedules() && !config.allowMsgSchedules(), "message schedules can not be disabled");
        refuseIf(old.persistMode() != config.persistMode(), CAN_NOT + "change persist mode");
    }
}
