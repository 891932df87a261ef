package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.consumer.Consumer;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.PriorityPolicy;
import dev.natsbroker.broker.jetstream.store.ConsumerStateJson;
import dev.natsbroker.broker.json.GoTime;
import dev.natsbroker.broker.message.Message;
import java.time.Instant;

/** A consumer of a stream of this server. Owned by the stream's lane. */
final class LiveConsumer implements ConsumerAsset {
    private final Consumer consumer;

    LiveConsumer(Consumer consumer) {
        this.consumer = consumer;
    }

    /** The consumer itself. */
    Consumer consumer() {
        return consumer;
    }

    @Override
    public String name() {
        return consumer.name();
    }

    @Override
    public ConsumerConfig config() {
        return consumer.config();
    }

    @Override
    public ConsumerInfo info(ConsumerConfig shown) {
        return consumer.info(shown);
    }

    @Override
    public ConsumerArchive archive() {
        return new ConsumerArchive(config(), ConsumerStateJson.of(consumer.state()));
    }

    @Override
    public void update(ConsumerConfig config) {
        ConsumerConfig next =
                config.toBuilder().pauseUntil(config().pauseUntil()).build();
        save(next); // first: if it fails, nothing has changed
        consumer.update(next);
    }

    private void save(ConsumerConfig config) {
        consumer.store().update(new ConsumerMeta(name(), consumer.created(), config).toBytes());
    }

    @Override
    public void pauseUntil(Instant until) {
        Instant before = config().pauseUntil();
        boolean isPaused = before != null && !before.equals(GoTime.ZERO);
        boolean pauses = !until.equals(GoTime.ZERO);
        if (pauses || isPaused) {
            consumer.pause(pauses ? until : null);
            save(config());
        }
    }

    @Override
    public void unpin(String group) {
        if (!config().priorityGroups().contains(group)) {
            throw JetStreamError.CONSUMER_INVALID_PRIORITY_GROUP.toException();
        }
        if (config().priorityPolicy() == PriorityPolicy.PINNED_CLIENT) {
            consumer.unpin();
        }
    }

    @Override
    public long reset(long sequence) {
        return consumer.reset(sequence);
    }

    @Override
    public void delete() {
        consumer.delete();
    }

    @Override
    public long position() {
        return consumer.position();
    }

    @Override
    public void receiveAck(Message message) {
        consumer.receiveAck(message);
    }
}
