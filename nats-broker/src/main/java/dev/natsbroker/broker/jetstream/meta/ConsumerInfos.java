package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.consumer.Consumer;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.SequenceInfo;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import java.util.List;

/** What is told of consumers. Called on the stream's lane. */
final class ConsumerInfos {
    private ConsumerInfos() {}

    static ConsumerInfo of(Consumer consumer, ConsumerConfig shown) {
        ConsumerState state = consumer.state();
        return new ConsumerInfo(
                consumer.stream().config().name(),
                consumer.name(),
                consumer.created(),
                shown,
                new SequenceInfo(state.deliveredConsumer(), state.deliveredStream(), null),
                new SequenceInfo(state.floorConsumer(), state.floorStream(), null),
                state.pending().pendingCount(),
                state.pending().redeliveredCount(),
                0,
                0,
                null,
                false,
                consumer.pauseRemainingNanos() > 0,
                consumer.pauseRemainingNanos(),
                consumer.stream().lane().clock().now(),
                List.of());
    }
}
