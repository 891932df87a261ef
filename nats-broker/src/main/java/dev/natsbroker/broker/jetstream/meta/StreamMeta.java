package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/**
 * What is kept of a stream besides its messages, as JSON: the bytes that stores call its meta.
 *
 * @param account the name of its account
 * @param created when it was made
 * @param config its configuration
 */
public record StreamMeta(String account, Instant created, StreamConfig config) implements JsonWritable {
    private static final JsonFields<StreamMeta, Draft> FIELDS = JsonFields.<StreamMeta, Draft>of("StreamMeta")
            .field("account", JsonType.TEXT, StreamMeta::account, (draft, value) -> draft.account = value)
            .field("created", JsonType.TIME, StreamMeta::created, (draft, value) -> draft.created = value)
            .field("config", StreamConfig.jsonType(), StreamMeta::config, (draft, value) -> draft.config = value)
            .build();

    /**
     * Reads what {@link #toBytes} has written.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException if it is none
     */
    public static StreamMeta fromBytes(byte[] bytes) {
        Draft draft = GoJsonReader.read(bytes, GoJsonReader.Unknown.IGNORE, FIELDS, new Draft());
        return new StreamMeta(draft.account, draft.created, draft.config);
    }

    /** The bytes to keep. */
    public byte[] toBytes() {
        return GoJson.compact(this);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }

    private static final class Draft {
        private String account = "";
        private Instant created = GoTime.ZERO;
        private StreamConfig config = StreamConfig.builder().build();
    }
}
