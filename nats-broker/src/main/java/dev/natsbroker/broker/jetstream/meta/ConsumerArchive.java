package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerStateJson;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * A consumer in an archive of its stream.
 *
 * @param config its configuration
 * @param state how far it has come
 */
public record ConsumerArchive(ConsumerConfig config, ConsumerStateJson state) implements JsonWritable {
    private static final JsonFields<ConsumerArchive, Draft> FIELDS = JsonFields.<ConsumerArchive, Draft>of(
                    "ConsumerArchive")
            .field("config", ConsumerConfig.jsonType(), ConsumerArchive::config, (draft, value) -> draft.config = value)
            .field("state", ConsumerStateJson.JSON, ConsumerArchive::state, (draft, value) -> draft.state = value)
            .build();

    /**
     * Reads one.
     *
     * @throws dev.natsbroker.broker.json.GoJsonException if it is none
     */
    public static ConsumerArchive fromBytes(byte[] json) {
        Draft draft = GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, FIELDS, new Draft());
        return new ConsumerArchive(draft.config, draft.state);
    }

    /** The JSON. */
    public byte[] toBytes() {
        return GoJson.compact(this);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }

    private static final class Draft {
        private ConsumerConfig config = ConsumerConfig.builder().build();
        private ConsumerStateJson state = new ConsumerStateJson();
    }
}
