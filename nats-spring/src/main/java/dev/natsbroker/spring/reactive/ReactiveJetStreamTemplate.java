package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.StreamMessageSpec;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link ReactiveJetStreamOperations} on a connection. Thread-safe. */
public final class ReactiveJetStreamTemplate implements ReactiveJetStreamOperations {
    private final JetStreamOperations jetStream;
    private final NatsConnectionFactory connections;
    private final PayloadConverters converters;

    /** A template that waits 5 s for confirmations, and which nobody observes. */
    public ReactiveJetStreamTemplate(NatsConnectionFactory connections, PayloadConverters converters) {
        this(new JetStreamTemplate(connections, converters), connections, converters);
    }

    /** A template that publishes by {@code jetStream}, with its time limit and observations. */
    public ReactiveJetStreamTemplate(
            JetStreamOperations jetStream, NatsConnectionFactory connections, PayloadConverters converters) {
        this.jetStream = jetStream;
        this.connections = connections;
        this.converters = converters;
    }

    @Override
    public Mono<PublishAck> publish(String subject, @Nullable Object payload) {
        return publish(subject, payload, null);
    }

    @Override
    public Mono<PublishAck> publish(String subject, @Nullable Object payload, @Nullable String messageId) {
        return Mono.fromFuture(() -> message(subject, payload, messageId).publishAsync())
                .subscribeOn(Schedulers.boundedElastic());
    }

    private StreamMessageSpec message(String subject, @Nullable Object payload, @Nullable String messageId) {
        StreamMessageSpec message = jetStream.to(subject).payload(payload);
        return messageId == null ? message : message.messageId(messageId);
    }

    @Override
    public <T> Flux<ReactiveDelivery<T>> consume(String stream, String consumer, Class<T> type) {
        return Flux.<Message>create(
                        sink -> new PullLoop(connections, stream, consumer, sink).start(),
                        FluxSink.OverflowStrategy.BUFFER)
                .map(message -> new ReactiveDelivery<>(message, converters, type));
    }
}
