package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.consumer.Consumer;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes consumers of streams of this server. Immutable; called on the stream's lane. */
public final class StreamConsumerFactory implements ConsumerFactory {
    private final StreamStores stores;
    private final @Nullable String ackScope;

    /**
     * Consumers whose stores are made by {@code stores}.
     *
     * @param ackScope what acknowledgement subjects of the second form begin with, see {@link Consumer}; null for the first form
     */
    public StreamConsumerFactory(StreamStores stores, @Nullable String ackScope) {
        this.stores = stores;
        this.ackScope = ackScope;
    }

    @Override
    public ConsumerAsset create(Stream stream, ConsumerConfig config, String name, Instant created, Runnable whenIdle) {
        ConsumerState state = new ConsumerState();
        ConsumerMeta meta = new ConsumerMeta(name, created, config);
        Consumer consumer = begin(stream, meta, state, whenIdle);
        consumer.create();
        return new LiveConsumer(consumer);
    }

    /** A crash leaves a consumer with its place in the stream, or none. */
    private Consumer begin(Stream stream, ConsumerMeta meta, ConsumerState state, Runnable whenIdle) {
        stream.store().beginGroup();
        try {
            Consumer consumer = consumer(stream, meta, state, stores.consumerStore(stream, meta, state), whenIdle);
            consumer.begin();
            return consumer;
        } finally {
            stream.store().endGroup();
        }
    }

    @Override
    public ConsumerAsset resume(
            Stream stream, ConsumerMeta meta, ConsumerState state, ConsumerStore store, Runnable whenIdle) {
        Consumer consumer = consumer(stream, meta, state, store, whenIdle);
        consumer.resume();
        return new LiveConsumer(consumer);
    }

    private Consumer consumer(
            Stream stream, ConsumerMeta meta, ConsumerState state, ConsumerStore store, Runnable whenIdle) {
        return new Consumer(
                stream, meta.name(), meta.config(), meta.created(), state, store, ackScope, idle -> whenIdle.run());
    }
}
