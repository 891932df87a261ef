package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@link NatsOperations} on one connection. Thread-safe. */
public class NatsTemplate implements NatsOperations {
    private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final NatsConnectionFactory connectionFactory;
    private final PayloadConverters converters;
    private final Duration requestTimeout;
    private final SendObservations observations;

    /** A template whose requests wait for 5 s, and which nobody observes. */
    public NatsTemplate(NatsConnectionFactory connectionFactory, PayloadConverters converters) {
        this(connectionFactory, converters, DEFAULT_REQUEST_TIMEOUT, SendObservations.NONE);
    }

    /** A template whose requests wait for {@code requestTimeout}. */
    public NatsTemplate(
            NatsConnectionFactory connectionFactory,
            PayloadConverters converters,
            Duration requestTimeout,
            SendObservations observations) {
        this.connectionFactory = connectionFactory;
        this.converters = converters;
        this.requestTimeout = requestTimeout;
        this.observations = observations;
    }

    @Override
    public void publish(String subject, @Nullable Object payload) {
        if (observations.isNoop()) {
            OutboundMessage message = OutboundMessage.of(payload, null, converters);
            Requests.publish(
                    connectionFactory.getConnection(),
                    SubjectTemplate.requireNoWildcards(subject),
                    null,
                    message.headers(),
                    message.body());
        } else {
            spec(subject, null).payload(payload).publish();
        }
    }

    @Override
    public <T> T request(String subject, @Nullable Object payload, Class<T> replyType) {
        return spec(subject, null).payload(payload).request(replyType);
    }

    @Override
    public <T> CompletableFuture<T> requestAsync(String subject, @Nullable Object payload, Class<T> replyType) {
        return spec(subject, null).payload(payload).requestAsync(replyType);
    }

    @Override
    public MessageSpec to(String subject, Object... variables) {
        return variables.length == 0
                ? spec(SubjectTemplate.expand(subject), null)
                : spec(SubjectTemplate.expand(subject, variables), subject);
    }

    private MessageSpec spec(String subject, @Nullable String template) {
        return new DefaultMessageSpec(connectionFactory, converters, observations, subject, template, requestTimeout);
    }

    @Override
    public <T extends @Nullable Object> T execute(ConnectionCallback<T> action) {
        try {
            return action.doWith(connectionFactory.getConnection());
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsException("Interrupted", e);
        } catch (Exception e) {
            throw new NatsException(String.valueOf(e.getMessage()), e);
        }
    }
}
