package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;

/** Makes consumers. Called on the stream's lane. */
public interface ConsumerFactory {
    /**
     * Makes a consumer with its store, logs its creation and starts it.
     *
     * @param whenIdle is run, on the stream's lane, when nobody has used the consumer for its inactive threshold
     */
    ConsumerAsset create(Stream stream, ConsumerConfig config, String name, Instant created, Runnable whenIdle);

    /**
     * Makes a consumer that goes on with what was kept of it.
     *
     * @param whenIdle as for a new one
     */
    ConsumerAsset resume(Stream stream, ConsumerMeta meta, ConsumerState state, ConsumerStore store, Runnable whenIdle);
}
