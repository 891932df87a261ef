package dev.natsbroker.broker.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.memory.MemoryStreamStore;
import dev.natsbroker.broker.jetstream.stream.LaneFixture;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StreamConsumerFactoryTest {
    @AutoClose
    private final LaneFixture lane = new LaneFixture();

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final StreamStore memory = new MemoryStreamStore(1);

    private StreamStore recordingStore() {
        return recording(StreamStore.class, memory, List.of("beginGroup", "endGroup"));
    }

    private <T> T recording(Class<T> type, T target, List<String> names) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (names.contains(method.getName())) {
                        logged.add(method.getName());
                    }
                    return method.invoke(target, arguments);
                }));
    }

    private StreamStores stores() {
        ConsumerStore consumer = recording(ConsumerStore.class, ConsumerStore.NONE, List.of("log"));
        return (StreamStores) Proxy.newProxyInstance(
                StreamStores.class.getClassLoader(),
                new Class<?>[] {StreamStores.class},
                (proxy, method, arguments) -> {
                    logged.add(method.getName());
                    return consumer;
                });
    }

    /** A crash in between would leave a consumer without its place in the stream. */
    @Test
    void shouldLogACreationAndTheStartAsOneGroup() {
        StreamConfig config = StreamConfig.builder()
                .name("S")
                .subjects(List.of("s"))
                .storage(StorageType.MEMORY)
                .build();
        ConsumerConfig consumer = ConsumerConfig.builder()
                .durableName("C")
                .ackPolicy(AckPolicy.EXPLICIT)
                .build();

        lane.run(() -> {
            Stream stream = new Stream(
                    lane.streamLane(), lane.host(), config, lane.clock().now(), recordingStore());
            new StreamConsumerFactory(stores(), null)
                    .create(stream, consumer, "C", lane.clock().now(), () -> {});
        });

        assertThat(logged).containsExactly("beginGroup", "consumerStore", "log", "endGroup");
    }
}
