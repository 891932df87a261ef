package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.Objects;

/** Takes what the server pushes; the consumer's max ack pending limits it. Thread-safe. */
final class PushSource implements MessageSource {
    private final Connection connection;
    private final ConsumerConfiguration consumer;
    private final Sink sink;
    private final long quietNanos;
    private final Inbound inbound;
    private volatile long heardNanos = System.nanoTime();

    /** A source that looks for its consumer when nothing came for {@code quiet}. */
    PushSource(Connection connection, ConsumerInfo consumer, Duration quiet, Sink sink) {
        this.quietNanos = quiet.toNanos();
        this.connection = connection;
        this.consumer = consumer.getConsumerConfiguration();
        this.sink = sink;
        this.inbound = new Inbound(connection, this::onMessage);
    }

    @Override
    public void open() {
        inbound.subscribe(Objects.requireNonNull(consumer.getDeliverSubject()), consumer.getDeliverGroup());
    }

    @Override
    public void close() {
        inbound.close();
    }

    private void onMessage(Message message) {
        heardNanos = System.nanoTime();
        Status status = message.getStatus();
        if (status == null) {
            sink.accept(message);
        } else if (status.isFlowControl() && message.getReplyTo() != null) {
            connection.publish(message.getReplyTo(), new byte[0]);
        }
    }

    @Override
    public void released() {
        // the acknowledgement tells the server
    }

    /** Nothing says that a push consumer is gone: when it is quiet for long, somebody looks. */
    @Override
    public void tick(long nowNanos) {
        if (nowNanos - heardNanos > quietNanos && connection.getStatus() == Connection.Status.CONNECTED) {
            heardNanos = nowNanos;
            sink.lost("it is quiet");
        }
    }

    @Override
    public void reconnected() {
        sink.lost("the connection was away");
    }
}
