package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TIME;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/**
 * What a priority group does. Immutable.
 *
 * @param group its name
 * @param pinnedClientId id of the pinned client
 * @param pinnedTime since when it is pinned
 */
public record PriorityGroupState(String group, String pinnedClientId, Instant pinnedTime) implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<PriorityGroupState, Void> FIELDS = JsonFields.<PriorityGroupState, Void>of(
                    "server.PriorityGroupState")
            .field("group", TEXT, PriorityGroupState::group)
            .optional("pinned_client_id", TEXT, PriorityGroupState::pinnedClientId)
            .field("pinned_ts", TIME, PriorityGroupState::pinnedTime)
            .build();

    static final JsonType<PriorityGroupState> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
