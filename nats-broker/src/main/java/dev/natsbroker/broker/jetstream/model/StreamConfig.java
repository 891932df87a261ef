package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How a stream is configured. Durations are nanoseconds. Immutable.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/jetstream/streams">Streams</a>
 * @param name the name; also its token in API subjects
 * @param description free text
 * @param subjects what it captures; empty for mirrors and, if they like, for streams with sources
 * @param retention when messages go
 * @param maxConsumers most consumers, -1 for no limit
 * @param maxMsgs most messages, -1 for no limit
 * @param maxBytes most bytes, -1 for no limit
 * @param maxAgeNanos how long messages stay, 0 for ever
 * @param maxMsgsPerSubject most messages of one subject, -1 for no limit
 * @param maxMsgSize largest message with its headers in bytes, -1 for no limit
 * @param discard what gives way at a limit
 * @param storage where messages are kept
 * @param numReplicas number of copies
 * @param noAck whether publishers get no acknowledgement
 * @param duplicateWindowNanos how long message ids are remembered, 0 for not at all
 * @param placement where in a cluster it may live
 * @param mirror the stream of which it is a copy
 * @param sources the streams that it gathers
 * @param compression how stored data is compressed
 * @param firstSeq sequence of the first message, unsigned; 0 for 1
 * @param subjectTransform rewrites subjects before anything else
 * @param republish publishes stored messages again
 * @param allowDirect whether direct gets are answered
 * @param mirrorDirect whether a mirror answers direct gets of its origin
 * @param discardNewPerSubject whether discard new holds for the limit per subject, too
 * @param sealed whether nothing may change any more
 * @param denyDelete whether messages cannot be deleted over the API
 * @param denyPurge whether it cannot be purged over the API
 * @param allowRollup whether {@code Nats-Rollup} is allowed
 * @param consumerLimits defaults and limits for its consumers
 * @param allowMsgTtl whether {@code Nats-TTL} is allowed
 * @param subjectDeleteMarkerTtlNanos how long delete markers stay, 0 for no markers
 * @param allowMsgCounter whether it is a counter stream
 * @param allowAtomic whether atomic batches are allowed
 * @param allowMsgSchedules whether scheduled messages are allowed
 * @param persistMode whether acknowledgements wait for the disk
 * @param allowBatched whether fast batches are allowed
 * @param metadata what its users note, and {@code _nats.*}
 */
public record StreamConfig(
        String name,
        String description,
        List<String> subjects,
        RetentionPolicy retention,
        long maxConsumers,
        long maxMsgs,
        long maxBytes,
        long maxAgeNanos,
        long maxMsgsPerSubject,
        int maxMsgSize,
        DiscardPolicy discard,
        StorageType storage,
        int numReplicas,
        boolean noAck,
        long duplicateWindowNanos,
        @Nullable Placement placement,
        @Nullable StreamSource mirror,
        List<StreamSource> sources,
        StoreCompression compression,
        long firstSeq,
        @Nullable SubjectTransformConfig subjectTransform,
        @Nullable Republish republish,
        boolean allowDirect,
        boolean mirrorDirect,
        boolean discardNewPerSubject,
        boolean sealed,
        boolean denyDelete,
        boolean denyPurge,
        boolean allowRollup,
        StreamConsumerLimits consumerLimits,
        boolean allowMsgTtl,
        long subjectDeleteMarkerTtlNanos,
        boolean allowMsgCounter,
        boolean allowAtomic,
        boolean allowMsgSchedules,
        PersistMode persistMode,
        boolean allowBatched,
        Map<String, String> metadata)
        implements JsonWritable {
    public StreamConfig {
        subjects = List.copyOf(subjects);
        sources = List.copyOf(sources);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** A builder with Go's zero values. */
    public static StreamConfigBuilder builder() {
        return new StreamConfigBuilder();
    }

    /** A builder that begins with this. */
    public StreamConfigBuilder toBuilder() {
        return new StreamConfigBuilder(this);
    }

    /** What is in force of it: sealing does more than it says. */
    public StreamConfig inForce() {
        if (!sealed) {
            return this;
        }
        return toBuilder()
                .maxAgeNanos(0)
                .discard(DiscardPolicy.NEW)
                .denyDelete(true)
                .denyPurge(true)
                .allowRollup(false)
                .build();
    }

    /**
     * Reads what {@link #writeTo} has written, or a configuration inside of another document; unknown fields are skipped.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException when it is not the JSON of a configuration
     */
    public static StreamConfig fromJson(byte[] json) {
        return GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, StreamConfigJson.FIELDS, builder())
                .build();
    }

    /** For tables of documents that contain one. */
    public static JsonType<StreamConfig> jsonType() {
        return StreamConfigJson.TYPE;
    }

    @Override
    public void writeTo(JsonGenerator json) {
        StreamConfigJson.FIELDS.write(json, this);
    }
}
