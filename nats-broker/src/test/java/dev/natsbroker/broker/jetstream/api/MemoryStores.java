package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.ConsumerMeta;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamStores;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;
import dev.natsbroker.broker.jetstream.store.memory.MemoryStreamStore;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamHost;
import dev.natsbroker.broker.jetstream.stream.StreamLane;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** Stores that keep everything in memory, whatever the configuration says. Lanes take turns. */
final class MemoryStores implements StreamStores {
    private final List<StreamLane> lanes;
    private final BiFunction<StreamLane, JetStreamAccount, StreamHost> hosts;
    private int next;

    MemoryStores(List<StreamLane> lanes, BiFunction<StreamLane, JetStreamAccount, StreamHost> hosts) {
        this.lanes = lanes;
        this.hosts = hosts;
    }

    @Override
    public CompletableFuture<Stream> open(JetStreamAccount account, StreamConfig config, Instant created) {
        StreamLane lane = lanes.get(next++ % lanes.size());
        return lane.lane()
                .ask(() -> new Stream(lane, hosts.apply(lane, account), config, created, new MemoryStreamStore(next)));
    }

    @Override
    public void saveConfig(JetStreamAccount account, Stream stream, StreamConfig config) {}

    @Override
    public CompletableFuture<Void> delete(JetStreamAccount account, Stream stream) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public ConsumerStore consumerStore(Stream stream, ConsumerMeta meta, DurableState state) {
        return ConsumerStore.NONE;
    }
}
