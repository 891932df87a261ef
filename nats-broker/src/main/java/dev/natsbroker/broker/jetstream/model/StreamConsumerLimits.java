package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.INT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/**
 * Defaults and limits that a stream sets for its consumers.
 *
 * @param inactiveThresholdNanos longest time unused, 0 for no limit
 * @param maxAckPending most messages without acknowledgement, 0 for no limit
 */
public record StreamConsumerLimits(long inactiveThresholdNanos, long maxAckPending) {
    static final JsonFields<StreamConsumerLimits, Draft> FIELDS = JsonFields.<StreamConsumerLimits, Draft>of(
                    "server.StreamConsumerLimits")
            .optional(
                    "inactive_threshold",
                    DURATION,
                    StreamConsumerLimits::inactiveThresholdNanos,
                    (draft, value) -> draft.inactiveThresholdNanos = value)
            .optional(
                    "max_ack_pending",
                    INT,
                    StreamConsumerLimits::maxAckPending,
                    (draft, value) -> draft.maxAckPending = value)
            .build();

    static final JsonType<StreamConsumerLimits> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** No limits. */
    public static final StreamConsumerLimits NONE = new StreamConsumerLimits(0, 0);

    /** What has been read so far. */
    static final class Draft {
        private long inactiveThresholdNanos;
        private long maxAckPending;

        private StreamConsumerLimits finish() {
            return new StreamConsumerLimits(inactiveThresholdNanos, maxAckPending);
        }
    }
}
