package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.listener.Dispatchers;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from an ordered consumer of jnats, which makes a new one after a gap. Handlers that are slow hold it up, and so
 * the flow.
 */
final class OrderedSource implements MessageSource {
    private final Connection connection;
    private final ConsumerSettings consumer;
    private final ListenerSettings settings;
    private final Sink sink;
    private final AtomicLong lastSequence;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Dispatcher dispatcher;
    private @Nullable MessageConsumer messages;

    /**
     * A source.
     *
     * @param lastSequence stream sequence of the last message that went to the sink, in this source or those before; 0 for none
     */
    OrderedSource(
            Connection connection,
            ConsumerSettings consumer,
            ListenerSettings settings,
            AtomicLong lastSequence,
            Sink sink) {
        this.connection = connection;
        this.consumer = consumer;
        this.settings = settings;
        this.lastSequence = lastSequence;
        this.sink = sink;
        this.dispatcher = connection.createDispatcher();
    }

    @Override
    public void open() {
        try {
            messages = connection
                    .getStreamContext(consumer.stream(), settings.jetStreamOptions())
                    .createOrderedConsumer(configuration())
                    .consume(
                            ConsumeOptions.builder()
                                    .batchSize(settings.prefetch())
                                    .expiresIn(settings.pullExpires().toMillis())
                                    .build(),
                            dispatcher,
                            this::onMessage);
        } catch (JetStreamApiException e) {
            throw JetStreamFailures.refused("Creating the " + consumer.describe(), e);
        } catch (IOException e) {
            throw JetStreamFailures.unanswered("Creating the " + consumer.describe(), connection, e);
        }
    }

    private OrderedConsumerConfiguration configuration() {
        OrderedConsumerConfiguration configuration = new OrderedConsumerConfiguration();
        configuration.filterSubjects(consumer.filterSubjects());
        configuration.headersOnly(consumer.headersOnly());
        configuration.replayPolicy(consumer.replayPolicy());
        if (lastSequence.get() > 0) {
            configuration.deliverPolicy(DeliverPolicy.ByStartSequence);
            return configuration.startSequence(lastSequence.get() + 1);
        }
        configuration.deliverPolicy(consumer.deliverPolicy());
        if (consumer.startSequence() != null) {
            configuration.startSequence(consumer.startSequence());
        }
        return configuration.startTime(consumer.startTime());
    }

    private void onMessage(Message message) {
        long sequence = message.metaData().streamSequence();
        if (closed.get() || sequence <= lastSequence.get()) {
            return;
        }
        if (sink.accept(message)) {
            lastSequence.set(sequence);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            MessageConsumer current = messages;
            if (current != null) {
                current.stop();
            }
            Dispatchers.close(connection, dispatcher);
        }
    }

    @Override
    public void released() {
        // the queue between this and the handlers is bounded
    }

    @Override
    public void tick(long nowNanos) {
        // jnats watches the consumer's heartbeats
    }

    @Override
    public void reconnected() {
        sink.lost("the connection was away");
    }
}
