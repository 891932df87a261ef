package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A message of a consumer, to be acknowledged. The acknowledgements do nothing before they are subscribed to.
 *
 * @param <T> type of the value
 */
public final class ReactiveDelivery<T> {
    private final Message message;
    private final PayloadConverters converters;
    private final Class<T> type;

    ReactiveDelivery(Message message, PayloadConverters converters, Class<T> type) {
        this.message = message;
        this.converters = converters;
        this.type = type;
    }

    /**
     * The value.
     *
     * @throws PayloadConversionException if the payload is not of this type: {@link #term()} keeps it from coming again
     */
    public T value() {
        return converters.read(message, type);
    }

    /** The message as the client library gave it. */
    public Message message() {
        return message;
    }

    /** Done; complete when the acknowledgement is on its way. */
    public Mono<Void> ack() {
        return Mono.fromRunnable(message::ack);
    }

    /** Done; complete when the server has confirmed it. */
    public Mono<Void> ackConfirmed(Duration timeout) {
        return Mono.<Void>fromCallable(() -> {
                    message.ackSync(timeout);
                    return null;
                })
                .onErrorMap(
                        TimeoutException.class,
                        e -> new NatsTimeoutException(
                                "The acknowledgement of a message of '" + message.getSubject()
                                        + "' was not confirmed within " + timeout,
                                e))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** Not done: to be delivered again after {@code delay}. */
    public Mono<Void> nak(Duration delay) {
        return Mono.fromRunnable(() -> message.nakWithDelay(delay));
    }

    /** Never to be delivered again. */
    public Mono<Void> term() {
        return Mono.fromRunnable(message::term);
    }

    /** Still at work: the ack wait begins anew. */
    public Mono<Void> inProgress() {
        return Mono.fromRunnable(message::inProgress);
    }
}
