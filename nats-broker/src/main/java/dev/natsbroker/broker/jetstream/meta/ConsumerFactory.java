package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;

/** Makes consumers. Called on the stream's lane. */
@FunctionalInterface
public interface ConsumerFactory {
    /**
     * Makes a consumer with its store, logs its creation and starts it.
     *
     * @param whenIdle is run, on the stream's lane, when nobody has used the consumer for its inactive threshold
     */
    ConsumerAsset create(Stream stream, ConsumerConfig config, String name, Instant created, Runnable whenIdle);
}
