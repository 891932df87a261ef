package dev.natsbroker.broker.jetstream.stream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The headers of a message that a stream looks at (spec 4.2). Names are compared with their case. */
public enum PublishHeader {
    /** The key of deduplication. */
    MSG_ID("Nats-Msg-Id"),
    /** The stream that the publisher means. */
    EXPECTED_STREAM("Nats-Expected-Stream"),
    /** The last sequence of the stream that the publisher knows. */
    EXPECTED_LAST_SEQUENCE("Nats-Expected-Last-Sequence"),
    /** The last sequence of the subject that the publisher knows. */
    EXPECTED_LAST_SUBJECT_SEQUENCE("Nats-Expected-Last-Subject-Sequence"),
    /** The subject that the one before is about, if it is another. */
    EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT("Nats-Expected-Last-Subject-Sequence-Subject"),
    /** The id of the last message that the publisher knows. */
    EXPECTED_LAST_MSG_ID("Nats-Expected-Last-Msg-Id"),
    /** Whether the message replaces older ones. */
    ROLLUP("Nats-Rollup"),
    /** How long the message stays. */
    TTL("Nats-TTL"),
    /** What a counter is changed by. */
    INCREMENT("Nats-Incr"),
    /** What a counter got from each source. */
    COUNTER_SOURCES("Nats-Counter-Sources"),
    /** Where a sourced message comes from. */
    STREAM_SOURCE("Nats-Stream-Source"),
    /** The batch that it belongs to. */
    BATCH_ID("Nats-Batch-Id"),
    /** Its number within the batch. */
    BATCH_SEQUENCE("Nats-Batch-Sequence"),
    /** Whether the batch ends with it. */
    BATCH_COMMIT("Nats-Batch-Commit"),
    /** When a scheduled message fires. */
    SCHEDULE("Nats-Schedule"),
    /** Where a scheduled message goes. */
    SCHEDULE_TARGET("Nats-Schedule-Target"),
    /** Where a scheduled message takes its body. */
    SCHEDULE_SOURCE("Nats-Schedule-Source"),
    /** The TTL of what a schedule publishes. */
    SCHEDULE_TTL("Nats-Schedule-TTL"),
    /** The roll-up of what a schedule publishes. */
    SCHEDULE_ROLLUP("Nats-Schedule-Rollup"),
    /** The time zone of a schedule. */
    SCHEDULE_TIME_ZONE("Nats-Schedule-Time-Zone"),
    /** When the schedule fires next. */
    SCHEDULE_NEXT("Nats-Schedule-Next"),
    /** The subject of the schedule that published it. */
    SCHEDULER("Nats-Scheduler"),
    /** Why a delete marker stands here. */
    MARKER_REASON("Nats-Marker-Reason"),
    /** What a key-value client did. */
    KV_OPERATION("KV-Operation"),
    /** Which level of the API the sender needs. */
    REQUIRED_API_LEVEL("Nats-Required-Api-Level"),
    /** Who sent it, if it came from another account. */
    REQUEST_INFO("Nats-Request-Info");

    private static final int LENGTH_MAX = 48;
    private static final PublishHeader[][] BY_LENGTH = new PublishHeader[LENGTH_MAX][];

    static {
        for (int length = 0; length < LENGTH_MAX; length++) {
            int wanted = length;
            BY_LENGTH[length] = java.util.Arrays.stream(values())
                    .filter(header -> header.bytes.length == wanted)
                    .toArray(PublishHeader[]::new);
        }
    }

    private final String headerName;
    private final byte[] bytes;

    PublishHeader(String headerName) {
        this.headerName = headerName;
        this.bytes = headerName.getBytes(StandardCharsets.US_ASCII);
    }

    /** The name on the wire. */
    public String headerName() {
        return headerName;
    }

    /** The name's bytes; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** The header with that name, or null if it is none of these. */
    static @Nullable PublishHeader of(byte[] source, int offset, int length) {
        if (length >= LENGTH_MAX) {
            return null;
        }
        for (PublishHeader header : BY_LENGTH[length]) {
            if (isSame(header.bytes, source, offset)) {
                return header;
            }
        }
        return null;
    }

    /** Backwards: the names differ at their ends. */
    private static boolean isSame(byte[] name, byte[] source, int offset) {
        for (int i = name.length - 1; i >= 0; i--) {
            if (name[i] != source[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
