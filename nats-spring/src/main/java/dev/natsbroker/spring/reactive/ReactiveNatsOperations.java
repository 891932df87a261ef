package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.core.NoRespondersException;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Core NATS with reactive types. Nothing happens before somebody subscribes. Errors are those of {@code NatsOperations}.
 * Thread-safe.
 */
public interface ReactiveNatsOperations {
    /** Publishes; complete when the client library has the message, which nobody confirms. */
    Mono<Void> publish(String subject, @Nullable Object payload);

    /**
     * Requests; one reply, or an error such as {@link NoRespondersException}. Cancelling gives the reply up; the request may have
     * been handled.
     */
    <T> Mono<T> request(String subject, @Nullable Object payload, Class<T> replyType);

    /**
     * Messages of a subject, as the client library has them. A publisher on core NATS does not wait for a slow subscriber: what
     * is not requested waits in a bounded buffer, and one message more ends the subscription with a
     * {@link SubscriberOverflowException}. Cancelling unsubscribes; a lost connection is waited for; a closed one is an error.
     *
     * @param subject subject, with wildcards
     * @param queueGroup group of which one member gets each message, null for none
     */
    Flux<Message> receive(String subject, @Nullable String queueGroup);

    /** Values of a subject's messages; see {@link #receive}. A message that cannot be read ends it with an error. */
    <T> Flux<T> subscribe(String subject, Class<T> type);

    /** Values of a subject's messages, shared in a queue group; see {@link #receive}. */
    <T> Flux<T> subscribe(String subject, String queueGroup, Class<T> type);
}
