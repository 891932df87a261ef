package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.util.List;

/**
 * What a store could not recover. Immutable.
 *
 * @param messages the sequences
 * @param bytes how many bytes they had
 */
public record LostData(List<Long> messages, long bytes) {
    static final JsonFields<LostData, Draft> FIELDS = JsonFields.<LostData, Draft>of("server.LostStreamData")
            .field("msgs", listOf(UINT64, "uint64"), LostData::messages, (draft, value) -> draft.messages = value)
            .field("bytes", UINT64, LostData::bytes, (draft, value) -> draft.bytes = value)
            .build();

    static final JsonType<LostData> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    public LostData {
        messages = List.copyOf(messages);
    }

    /** What has been read so far. */
    static final class Draft {
        private List<Long> messages = List.of();
        private long bytes;

        private LostData finish() {
            return new LostData(messages, bytes);
        }
    }
}
