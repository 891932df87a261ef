package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.INT64;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * What an account may use; -1 is without limit. Immutable.
 *
 * @param maxMemory bytes in memory
 * @param maxStorage bytes in files
 * @param maxStreams streams
 * @param maxConsumers consumers
 * @param maxAckPending pending acknowledgements of a consumer
 * @param memoryStreamBytesMax bytes of a stream in memory
 * @param storageStreamBytesMax bytes of a stream in files
 * @param maxBytesRequired whether streams must say how many bytes
 */
public record AccountLimits(
        long maxMemory,
        long maxStorage,
        long maxStreams,
        long maxConsumers,
        long maxAckPending,
        long memoryStreamBytesMax,
        long storageStreamBytesMax,
        boolean maxBytesRequired)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<AccountLimits, Void> FIELDS = JsonFields.<AccountLimits, Void>of(
                    "server.JetStreamAccountLimits")
            .field("max_memory", INT64, AccountLimits::maxMemory)
            .field("max_storage", INT64, AccountLimits::maxStorage)
            .field("max_streams", INT, AccountLimits::maxStreams)
            .field("max_consumers", INT, AccountLimits::maxConsumers)
            .field("max_ack_pending", INT, AccountLimits::maxAckPending)
            .field("memory_max_stream_bytes", INT64, AccountLimits::memoryStreamBytesMax)
            .field("storage_max_stream_bytes", INT64, AccountLimits::storageStreamBytesMax)
            .field("max_bytes_required", BOOL, AccountLimits::maxBytesRequired)
            .build();

    static final JsonType<AccountLimits> JSON = JsonType.object(FIELDS);

    /** No limits. */
    public static final AccountLimits UNLIMITED = new AccountLimits(-1, -1, -1, -1, -1, -1, -1, false);

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
