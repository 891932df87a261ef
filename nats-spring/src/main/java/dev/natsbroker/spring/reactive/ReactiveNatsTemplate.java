package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link ReactiveNatsOperations} on a connection. Thread-safe. */
public final class ReactiveNatsTemplate implements ReactiveNatsOperations {
    /** Messages that wait for a subscriber's demand, by default. */
    public static final int DEFAULT_BUFFER = 1_024;

    private final NatsOperations nats;
    private final NatsConnectionFactory connections;
    private final PayloadConverters converters;
    private final int buffer;

    /** A template with the default buffer. */
    public ReactiveNatsTemplate(NatsOperations nats, NatsConnectionFactory connections, PayloadConverters converters) {
        this(nats, connections, converters, DEFAULT_BUFFER);
    }

    /** A template; {@code buffer} messages of each subscription may wait for demand. */
    public ReactiveNatsTemplate(
            NatsOperations nats, NatsConnectionFactory connections, PayloadConverters converters, int buffer) {
        this.nats = nats;
        this.connections = connections;
        this.converters = converters;
        this.buffer = buffer;
    }

    @Override
    public Mono<Void> publish(String subject, @Nullable Object payload) {
        return Mono.<Void>fromRunnable(() -> nats.publish(subject, payload)).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public <T> Mono<T> request(String subject, @Nullable Object payload, Class<T> replyType) {
        return Mono.fromFuture(() -> nats.requestAsync(subject, payload, replyType))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<Message> receive(String subject, @Nullable String queueGroup) {
        return PushedFlux.create(
                sink -> sink.onDispose(new CoreSubscription(connections.getConnection(), subject, queueGroup, sink)),
                buffer,
                "subject '" + subject + "'");
    }

    @Override
    public <T> Flux<T> subscribe(String subject, Class<T> type) {
        return receive(subject, null).map(message -> read(message, type));
    }

    @Override
    public <T> Flux<T> subscribe(String subject, String queueGroup, Class<T> type) {
        return receive(subject, queueGroup).map(message -> read(message, type));
    }

    private <T> T read(Message message, Class<T> type) {
        return converters.read(message, type);
    }
}
