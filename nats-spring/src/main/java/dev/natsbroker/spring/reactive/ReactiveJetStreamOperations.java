package dev.natsbroker.spring.reactive;

import io.nats.client.api.PublishAck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** JetStream with reactive types. Nothing happens before somebody subscribes. Thread-safe. */
public interface ReactiveJetStreamOperations {
    /**
     * Publishes and waits until a stream has stored the message.
     *
     * @param messageId id by which the stream drops duplicates, null for none
     */
    Mono<PublishAck> publish(String subject, @Nullable Object payload, @Nullable String messageId);

    /** Publishes and waits until a stream has stored the message. */
    Mono<PublishAck> publish(String subject, @Nullable Object payload);

    /**
     * Messages of a pull consumer that exists. Only as many are pulled as were requested, in batches; each has to be acknowledged
     * by its {@link ReactiveDelivery}. A lost connection is waited for; a consumer that is deleted is an error. Cancelling gives
     * back, with a nak, what was pulled and not yet delivered.
     */
    <T> Flux<ReactiveDelivery<T>> consume(String stream, String consumer, Class<T> type);
}
