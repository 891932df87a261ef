package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Makes and deletes what streams and consumers are stored in, and places streams on lanes. {@link #open} and
 * {@link #delete} are called on the control lane; nothing here may block.
 */
public interface StreamStores {
    /**
     * Makes the store of a new stream and the stream over it, on a lane of its choice; the registry starts it. Fulfilled once the
     * stream's configuration is durable; fails with a {@link dev.natsbroker.broker.jetstream.model.JetStreamException} or any other exception
     * if it could not be made, and leaves nothing behind then.
     */
    CompletableFuture<Stream> open(JetStreamAccount account, StreamConfig config, Instant created);

    /**
     * Saves the configuration that a stream gets; durable when the store's position is. Called on the stream's lane.
     */
    void saveConfig(JetStreamAccount account, Stream stream, StreamConfig config);

    /** Deletes a stopped stream with all that is stored of it; fulfilled once a restart would not find it any more. */
    CompletableFuture<Void> delete(JetStreamAccount account, Stream stream);

    /**
     * Makes the store of a new consumer; its creation counts as its first change ({@link ConsumerStore#position}). Called on the
     * stream's lane.
     */
    ConsumerStore consumerStore(Stream stream, ConsumerMeta meta, DurableState state);
}
