package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What is known of a consumer. Immutable.
 *
 * @param stream its stream
 * @param name its name
 * @param created when it was made
 * @param config its configuration
 * @param delivered last delivery
 * @param ackFloor up to where everything is acknowledged
 * @param numAckPending deliveries without acknowledgement
 * @param numRedelivered of these more than once
 * @param numWaiting waiting pull requests
 * @param numPending messages still to deliver
 * @param cluster who leads
 * @param pushBound whether somebody listens to the deliver subject
 * @param paused whether it is paused
 * @param pauseRemainingNanos how long still
 * @param time when this was gathered
 * @param priorityGroups its priority groups
 */
public record ConsumerInfo(
        String stream,
        String name,
        Instant created,
        @Nullable ConsumerConfig config,
        SequenceInfo delivered,
        SequenceInfo ackFloor,
        long numAckPending,
        long numRedelivered,
        long numWaiting,
        long numPending,
        @Nullable ClusterInfo cluster,
        boolean pushBound,
        boolean paused,
        long pauseRemainingNanos,
        Instant time,
        List<PriorityGroupState> priorityGroups)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<ConsumerInfo, Void> FIELDS = JsonFields.<ConsumerInfo, Void>of("server.ConsumerInfo")
            .field("stream_name", TEXT, ConsumerInfo::stream)
            .field("name", TEXT, ConsumerInfo::name)
            .field("created", TIME, ConsumerInfo::created)
            .optional("config", pointerTo(ConsumerConfigJson.TYPE), ConsumerInfo::config)
            .field("delivered", SequenceInfo.JSON, ConsumerInfo::delivered)
            .field("ack_floor", SequenceInfo.JSON, ConsumerInfo::ackFloor)
            .field("num_ack_pending", INT, ConsumerInfo::numAckPending)
            .field("num_redelivered", INT, ConsumerInfo::numRedelivered)
            .field("num_waiting", INT, ConsumerInfo::numWaiting)
            .field("num_pending", UINT64, ConsumerInfo::numPending)
            .optional("cluster", pointerTo(ClusterInfo.JSON), ConsumerInfo::cluster)
            .optional("push_bound", BOOL, ConsumerInfo::pushBound)
            .optional("paused", BOOL, ConsumerInfo::paused)
            .optional("pause_remaining", DURATION, ConsumerInfo::pauseRemainingNanos)
            .field("ts", TIME, ConsumerInfo::time)
            .optional(
                    "priority_groups",
                    listOf(PriorityGroupState.JSON, "server.PriorityGroupState"),
                    ConsumerInfo::priorityGroups)
            .build();

    static final JsonType<ConsumerInfo> JSON = JsonType.object(FIELDS);

    public ConsumerInfo {
        priorityGroups = List.copyOf(priorityGroups);
    }

    /** The same without its configuration. */
    public ConsumerInfo withoutConfig() {
        return new ConsumerInfo(
                stream,
                name,
                created,
                null,
                delivered,
                ackFloor,
                numAckPending,
                numRedelivered,
                numWaiting,
                numPending,
                cluster,
                pushBound,
                paused,
                pauseRemainingNanos,
                time,
                priorityGroups);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
