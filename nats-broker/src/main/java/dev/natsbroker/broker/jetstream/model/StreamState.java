package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.mapOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a stream holds. Sequences are unsigned. Immutable.
 *
 * @param messages how many
 * @param bytes how many, as the storage counts
 * @param firstSeq first sequence; last + 1 when nothing is left, 0 when there was nothing yet
 * @param firstTime its time, {@link GoTime#ZERO} without a message
 * @param lastSeq last sequence, 0 when there was nothing yet
 * @param lastTime its time, {@link GoTime#ZERO} when there was nothing yet
 * @param numSubjects how many different subjects
 * @param subjects messages by subject, when asked for
 * @param numDeleted gaps between first and last
 * @param deleted these gaps, when asked for
 * @param lost what could not be recovered
 * @param consumers how many consumers
 */
public record StreamState(
        long messages,
        long bytes,
        long firstSeq,
        Instant firstTime,
        long lastSeq,
        Instant lastTime,
        long numSubjects,
        Map<String, Long> subjects,
        long numDeleted,
        List<Long> deleted,
        @Nullable LostData lost,
        long consumers)
        implements JsonWritable {
    /** Of a stream that never held anything. */
    public static final StreamState EMPTY = new StreamStateBuilder().build();

    static final JsonFields<StreamState, StreamStateBuilder> FIELDS = JsonFields.<StreamState, StreamStateBuilder>of(
                    "server.StreamState")
            .field("messages", UINT64, StreamState::messages, StreamStateBuilder::messages)
            .field("bytes", UINT64, StreamState::bytes, StreamStateBuilder::bytes)
            .field("first_seq", UINT64, StreamState::firstSeq, StreamStateBuilder::firstSeq)
            .field("first_ts", TIME, StreamState::firstTime, StreamStateBuilder::firstTime)
            .field("last_seq", UINT64, StreamState::lastSeq, StreamStateBuilder::lastSeq)
            .field("last_ts", TIME, StreamState::lastTime, StreamStateBuilder::lastTime)
            .optional("num_subjects", INT, StreamState::numSubjects, StreamStateBuilder::numSubjects)
            .optional("subjects", mapOf(UINT64, "uint64"), StreamState::subjects, StreamStateBuilder::subjects)
            .optional("num_deleted", INT, StreamState::numDeleted, StreamStateBuilder::numDeleted)
            .optional("deleted", listOf(UINT64, "uint64"), StreamState::deleted, StreamStateBuilder::deleted)
            .optional("lost", pointerTo(LostData.JSON), StreamState::lost, StreamStateBuilder::lost)
            .field("consumer_count", INT, StreamState::consumers, StreamStateBuilder::consumers)
            .build();

    static final JsonType<StreamState> JSON =
            JsonType.object(FIELDS, StreamStateBuilder::new, StreamStateBuilder::build);

    public StreamState {
        subjects = Map.copyOf(subjects);
        deleted = List.copyOf(deleted);
    }

    /** For tables of documents that contain one. */
    public static JsonType<StreamState> jsonType() {
        return JSON;
    }

    /** A builder of an empty state. */
    public static StreamStateBuilder builder() {
        return new StreamStateBuilder();
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
