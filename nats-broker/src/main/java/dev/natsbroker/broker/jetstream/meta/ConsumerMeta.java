package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/**
 * What is kept of a consumer besides its state, as JSON: the bytes that stores call its meta.
 *
 * @param name its name, also if the configuration has none
 * @param created when it was made
 * @param config its configuration
 */
public record ConsumerMeta(String name, Instant created, ConsumerConfig config) implements JsonWritable {
    private static final JsonFields<ConsumerMeta, Draft> FIELDS = JsonFields.<ConsumerMeta, Draft>of("ConsumerMeta")
            .field("name", JsonType.TEXT, ConsumerMeta::name, (draft, value) -> draft.name = value)
            .field("created", JsonType.TIME, ConsumerMeta::created, (draft, value) -> draft.created = value)
            .field("config", ConsumerConfig.jsonType(), ConsumerMeta::config, (draft, value) -> draft.config = value)
            .build();

    /**
     * Reads what {@link #toBytes} has written.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException if it is none
     */
    public static ConsumerMeta fromBytes(byte[] bytes) {
        Draft draft = GoJsonReader.read(bytes, GoJsonReader.Unknown.IGNORE, FIELDS, new Draft());
        return new ConsumerMeta(draft.name, draft.created, draft.config);
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
        private String name = "";
        private Instant created = GoTime.ZERO;
        private ConsumerConfig config = ConsumerConfig.builder().build();
    }
}
