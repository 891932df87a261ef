package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.UINT64;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * Requests to the API since the start. Immutable.
 *
 * @param level level of the API
 * @param total all
 * @param errors refused
 * @param inflight in work
 */
public record ApiStats(long level, long total, long errors, long inflight) implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<ApiStats, Void> FIELDS = JsonFields.<ApiStats, Void>of("server.JetStreamAPIStats")
            .field("level", INT, ApiStats::level)
            .field("total", UINT64, ApiStats::total)
            .field("errors", UINT64, ApiStats::errors)
            .optional("inflight", UINT64, ApiStats::inflight)
            .build();

    static final JsonType<ApiStats> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
