package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A pair of sequences. Immutable.
 *
 * @param consumerSeq of deliveries
 * @param streamSeq of messages
 * @param lastActive when it last moved
 */
public record SequenceInfo(
        long consumerSeq, long streamSeq, @Nullable Instant lastActive) implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<SequenceInfo, Void> FIELDS = JsonFields.<SequenceInfo, Void>of("server.SequenceInfo")
            .field("consumer_seq", UINT64, SequenceInfo::consumerSeq)
            .field("stream_seq", UINT64, SequenceInfo::streamSeq)
            .optional("last_active", pointerTo(TIME), SequenceInfo::lastActive)
            .build();

    static final JsonType<SequenceInfo> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
