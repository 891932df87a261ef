package dev.natsbroker.broker.events;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.message.OriginInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Who asked for what an advisory tells of.
 *
 * @param origin the sender
 * @param server the server that it is connected to
 */
public record ClientInfo(OriginInfo origin, String server) {
    /** Writes it as the field {@code client}. */
    void writeField(JsonGenerator json) {
        json.writeName("client");
        json.writeStartObject();
        json.writeStringProperty("start", GoJson.text(origin.start()));
        json.writeStringProperty("host", origin.host());
        json.writeNumberProperty("id", origin.id());
        json.writeStringProperty("acc", origin.account());
        writeIfGiven(json, "user", origin.user());
        writeIfGiven(json, "name", origin.name());
        writeIfGiven(json, "lang", origin.language());
        writeIfGiven(json, "ver", origin.version());
        if (origin.roundTripNanos() != 0) {
            json.writeNumberProperty("rtt", origin.roundTripNanos());
        }
        json.writeStringProperty("server", server);
        json.writeStringProperty("kind", "Client");
        json.writeStringProperty("client_type", "nats");
        json.writeEndObject();
    }

    /** Writes the field, empty if nothing is known of the sender. */
    static void writeField(JsonGenerator json, @Nullable ClientInfo client) {
        if (client != null) {
            client.writeField(json);
        } else {
            json.writeName("client");
            json.writeStartObject();
            json.writeEndObject();
        }
    }

    private static void writeIfGiven(JsonGenerator json, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
