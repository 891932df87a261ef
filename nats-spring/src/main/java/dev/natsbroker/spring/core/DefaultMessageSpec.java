package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.observation.NatsObservation;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.Observation;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** Collects a message and sends it. Not thread-safe. */
final class DefaultMessageSpec implements MessageSpec {
    private final NatsConnectionFactory connectionFactory;
    private final PayloadConverters converters;
    private final SendObservations observations;
    private final String subject;
    private final @Nullable String template;
    private Duration timeout;
    private @Nullable Object payload;
    private @Nullable Headers headers;
    private @Nullable String replyTo;

    DefaultMessageSpec(
            NatsConnectionFactory connectionFactory,
            PayloadConverters converters,
            SendObservations observations,
            String subject,
            @Nullable String template,
            Duration timeout) {
        this.connectionFactory = connectionFactory;
        this.converters = converters;
        this.observations = observations;
        this.subject = SubjectTemplate.requireNoWildcards(subject);
        this.template = template;
        this.timeout = timeout;
    }

    @Override
    public MessageSpec payload(@Nullable Object newPayload) {
        this.payload = newPayload;
        return this;
    }

    @Override
    public MessageSpec header(String name, String... values) {
        OutboundMessage.putHeader(ownHeaders(), name, List.of(values));
        return this;
    }

    @Override
    public MessageSpec headers(@Nullable Headers newHeaders) {
        if (newHeaders != null) {
            newHeaders.forEach(ownHeaders()::put);
        }
        return this;
    }

    private Headers ownHeaders() {
        if (headers == null) {
            headers = new Headers();
        }
        return headers;
    }

    @Override
    public MessageSpec replyTo(String newReplyTo) {
        this.replyTo = newReplyTo;
        return this;
    }

    @Override
    public MessageSpec timeout(Duration newTimeout) {
        if (newTimeout.isNegative() || newTimeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + newTimeout + ", but must be more than 0");
        }
        this.timeout = newTimeout;
        return this;
    }

    @Override
    public void publish() {
        OutboundMessage message = message();
        observe(NatsObservation.PUBLISH, message, sent -> {
            Requests.publish(connection(), subject, replyTo, sent.headers(), sent.body());
            return sent;
        });
    }

    @Override
    public Message request() {
        OutboundMessage message = requestMessage();
        return observe(
                NatsObservation.REQUEST,
                message,
                sent -> Requests.request(connection(), subject, sent.headers(), sent.body(), timeout));
    }

    @Override
    public <T> T request(Class<T> replyType) {
        return this.<T>read(request(), replyType);
    }

    @Override
    public <T> T request(ParameterizedTypeReference<T> replyType) {
        return this.<T>read(request(), replyType.getType());
    }

    private <T> T read(Message reply, Type replyType) {
        return converters.read(Requests.requireNoError(subject, reply), replyType);
    }

    @Override
    public <T> CompletableFuture<T> requestAsync(Class<T> replyType) {
        return requestAsync((Type) replyType);
    }

    @Override
    public <T> CompletableFuture<T> requestAsync(ParameterizedTypeReference<T> replyType) {
        return requestAsync(replyType.getType());
    }

    private <T> CompletableFuture<T> requestAsync(Type replyType) {
        OutboundMessage message = requestMessage();
        return observeAsync(message, this::send).thenApply(reply -> this.<T>read(reply, replyType));
    }

    private CompletableFuture<Message> send(OutboundMessage message) {
        try {
            return Requests.requestAsync(connection(), subject, message.headers(), message.body(), timeout);
        } catch (NatsException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public <T> List<T> requestMany(RequestMany limits, Class<T> replyType) {
        OutboundMessage message = requestMessage();
        List<Message> replies = observe(
                NatsObservation.REQUEST,
                message,
                sent -> Requests.requestMany(connection(), subject, sent.headers(), sent.body(), limits));
        return replies.stream().map(reply -> this.<T>read(reply, replyType)).toList();
    }

    private OutboundMessage requestMessage() {
        if (replyTo != null) {
            throw new IllegalStateException("replyTo '" + replyTo + "' was set for a request to '" + subject
                    + "', which has a reply subject of its own; use publish() or leave it out");
        }
        return message();
    }

    private OutboundMessage message() {
        return OutboundMessage.of(payload, headers, converters);
    }

    private Connection connection() {
        return connectionFactory.getConnection();
    }

    private <T> T observe(NatsObservation kind, OutboundMessage message, Function<OutboundMessage, T> action) {
        if (observations.isNoop()) {
            return action.apply(message);
        }
        OutboundMessage traced = withOwnHeaders(message);
        Observation observation = observation(kind, traced);
        Supplier<T> observed = () -> action.apply(traced);
        return Objects.requireNonNull(observation.observe(observed));
    }

    private <T> CompletableFuture<T> observeAsync(
            OutboundMessage message, Function<OutboundMessage, CompletableFuture<T>> action) {
        if (observations.isNoop()) {
            return action.apply(message);
        }
        OutboundMessage traced = withOwnHeaders(message);
        Observation observation = observation(NatsObservation.REQUEST, traced).start();
        try {
            return action.apply(traced).whenComplete((reply, failure) -> {
                if (failure != null) {
                    observation.error(failure);
                }
                observation.stop();
            });
        } catch (RuntimeException e) {
            observation.error(e);
            observation.stop();
            throw e;
        }
    }

    private Observation observation(NatsObservation kind, OutboundMessage traced) {
        return observations.of(kind, subject, template, Objects.requireNonNull(traced.headers()));
    }

    private static OutboundMessage withOwnHeaders(OutboundMessage message) {
        Headers own = message.headers() == null ? new Headers() : new Headers(message.headers());
        return new OutboundMessage(message.body(), own);
    }
}
