package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How a consumer is configured. Durations are nanoseconds. Immutable.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/jetstream/consumers">Consumers</a>
 * @param durableName the name of a durable
 * @param name the name; empty for a legacy ephemeral
 * @param description free text
 * @param deliverPolicy where it begins
 * @param optStartSeq first sequence for by_start_sequence, unsigned
 * @param optStartTime first time for by_start_time
 * @param ackPolicy what an acknowledgement covers
 * @param ackWaitNanos how long it waits for an acknowledgement
 * @param maxDeliver most deliveries of a message, -1 for no limit
 * @param backoffNanos ack wait by number of delivery; the last one repeats
 * @param filterSubject the only filter
 * @param filterSubjects the filters, when they came as a list
 * @param replayPolicy how fast stored messages come
 * @param rateLimitBps bits per second, 0 for no limit
 * @param sampleFrequency percentage of acknowledgements that are reported
 * @param maxWaiting most waiting pull requests
 * @param maxAckPending most messages without acknowledgement, -1 for no limit
 * @param flowControl whether a push subscriber paces the delivery
 * @param headersOnly whether payloads are left out
 * @param maxRequestBatch most messages of a pull request, 0 for no limit
 * @param maxRequestExpiresNanos longest life of a pull request, 0 for no limit
 * @param maxRequestMaxBytes most bytes of a pull request, 0 for no limit
 * @param deliverSubject where a push consumer delivers; empty for pull
 * @param deliverGroup queue group of a push consumer
 * @param idleHeartbeatNanos interval of heartbeats, 0 for none
 * @param inactiveThresholdNanos how long it may be unused, 0 for ever
 * @param numReplicas number of copies, 0 for that of the stream
 * @param memoryStorage whether its state is kept in memory only
 * @param direct whether a mirror or source uses it, unseen by clients
 * @param sourcing whether a mirror or source uses it
 * @param metadata what its users note, and {@code _nats.*}
 * @param pauseUntil until when it is paused
 * @param priorityGroups groups of pull requests; the first one counts
 * @param priorityPolicy how a group is served
 * @param priorityTimeoutNanos how long a pinned client stays without a request
 */
public record ConsumerConfig(
        String durableName,
        String name,
        String description,
        DeliverPolicy deliverPolicy,
        long optStartSeq,
        @Nullable Instant optStartTime,
        AckPolicy ackPolicy,
        long ackWaitNanos,
        long maxDeliver,
        List<Long> backoffNanos,
        String filterSubject,
        List<String> filterSubjects,
        ReplayPolicy replayPolicy,
        long rateLimitBps,
        String sampleFrequency,
        long maxWaiting,
        long maxAckPending,
        boolean flowControl,
        boolean headersOnly,
        long maxRequestBatch,
        long maxRequestExpiresNanos,
        long maxRequestMaxBytes,
        String deliverSubject,
        String deliverGroup,
        long idleHeartbeatNanos,
        long inactiveThresholdNanos,
        int numReplicas,
        boolean memoryStorage,
        boolean direct,
        boolean sourcing,
        Map<String, String> metadata,
        @Nullable Instant pauseUntil,
        List<String> priorityGroups,
        PriorityPolicy priorityPolicy,
        long priorityTimeoutNanos)
        implements JsonWritable {
    public ConsumerConfig {
        backoffNanos = List.copyOf(backoffNanos);
        filterSubjects = List.copyOf(filterSubjects);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        priorityGroups = List.copyOf(priorityGroups);
    }

    /** A builder with Go's zero values. */
    public static ConsumerConfigBuilder builder() {
        return new ConsumerConfigBuilder();
    }

    /** A builder that begins with this. */
    public ConsumerConfigBuilder toBuilder() {
        return new ConsumerConfigBuilder(this);
    }

    public boolean isDurable() {
        return !durableName.isEmpty();
    }

    /** Whether it delivers to a subject by itself, instead of to those who ask. */
    public boolean isPush() {
        return !deliverSubject.isEmpty();
    }

    /** All filters, however they were given; none means everything. */
    public List<String> filters() {
        return filterSubject.isEmpty() ? filterSubjects : List.of(filterSubject);
    }

    /**
     * Reads what {@link #writeTo} has written, or a configuration inside of another document; unknown fields are skipped.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException when it is not the JSON of a configuration
     */
    public static ConsumerConfig fromJson(byte[] json) {
        return GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, ConsumerConfigJson.FIELDS, builder())
                .build();
    }

    /** For tables of documents that contain one. */
    public static JsonType<ConsumerConfig> jsonType() {
        return ConsumerConfigJson.TYPE;
    }

    @Override
    public void writeTo(JsonGenerator json) {
        ConsumerConfigJson.FIELDS.write(json, this);
    }
}
