package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * A mirror that may be nearer. Immutable.
 *
 * @param name its name
 * @param domain its domain
 * @param cluster its cluster
 */
public record StreamAlternate(String name, String domain, String cluster) implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<StreamAlternate, Void> FIELDS = JsonFields.<StreamAlternate, Void>of(
                    "server.StreamAlternate")
            .field("name", TEXT, StreamAlternate::name)
            .optional("domain", TEXT, StreamAlternate::domain)
            .field("cluster", TEXT, StreamAlternate::cluster)
            .build();

    static final JsonType<StreamAlternate> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
