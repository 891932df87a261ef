package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.UINT64;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * What an account uses of what it may. Immutable.
 *
 * @param memory bytes in memory
 * @param storage bytes in files
 * @param reservedMemory bytes in memory that streams have reserved
 * @param reservedStorage bytes in files that streams have reserved
 * @param streams streams
 * @param consumers consumers
 * @param limits what it may use
 */
public record AccountTier(
        long memory,
        long storage,
        long reservedMemory,
        long reservedStorage,
        long streams,
        long consumers,
        AccountLimits limits)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<AccountTier, Void> FIELDS = JsonFields.<AccountTier, Void>of("server.JetStreamTier")
            .field("memory", UINT64, AccountTier::memory)
            .field("storage", UINT64, AccountTier::storage)
            .field("reserved_memory", UINT64, AccountTier::reservedMemory)
            .field("reserved_storage", UINT64, AccountTier::reservedStorage)
            .field("streams", INT, AccountTier::streams)
            .field("consumers", INT, AccountTier::consumers)
            .field("limits", AccountLimits.JSON, AccountTier::limits)
            .build();

    static final JsonType<AccountTier> JSON = JsonType.object(FIELDS);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
