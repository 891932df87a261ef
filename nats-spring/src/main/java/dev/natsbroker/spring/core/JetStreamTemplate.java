package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.observation.NatsObservation;
import dev.natsbroker.spring.observation.SendObservations;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.micrometer.observation.Observation;
import io.nats.client.Connection;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@link JetStreamOperations} on one connection. Thread-safe. */
public class JetStreamTemplate implements JetStreamOperations {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final NatsConnectionFactory connectionFactory;
    private final PayloadConverters converters;
    private final Duration timeout;
    private final SendObservations observations;
    private final DefaultStreamMessageSpec.Sender sender = new ObservedSender();

    /** A template that waits 5 s for the server's confirmations, and which nobody observes. */
    public JetStreamTemplate(NatsConnectionFactory connectionFactory, PayloadConverters converters) {
        this(connectionFactory, converters, DEFAULT_TIMEOUT, SendObservations.NONE);
    }

    /** A template that waits for {@code timeout} for the server's confirmations. */
    public JetStreamTemplate(
            NatsConnectionFactory connectionFactory,
            PayloadConverters converters,
            Duration timeout,
            SendObservations observations) {
        this.connectionFactory = connectionFactory;
        this.converters = converters;
        this.timeout = timeout;
        this.observations = observations;
    }

    @Override
    public PublishAck publish(String subject, @Nullable Object payload) {
        return spec(subject, null).payload(payload).publish();
    }

    @Override
    public CompletableFuture<PublishAck> publishAsync(String subject, @Nullable Object payload) {
        return spec(subject, null).payload(payload).publishAsync();
    }

    @Override
    public StreamMessageSpec to(String subject, Object... variables) {
        return spec(SubjectTemplate.expand(subject, variables), variables.length == 0 ? null : subject);
    }

    private StreamMessageSpec spec(String subject, @Nullable String template) {
        return new DefaultStreamMessageSpec(sender, converters, subject, template, timeout);
    }

    @Override
    public AtomicBatch atomicBatch() {
        return new DefaultAtomicBatch(connectionFactory, converters, timeout);
    }

    @Override
    @SuppressWarnings("try") // closing the consumer may be interrupted, which ends fetching as any interrupt does
    public <T> List<ReceivedMessage<T>> fetch(
            String stream, String consumer, int maxMessages, Duration maxWait, Class<T> type) {
        FetchConsumeOptions options = fetchOptions(maxMessages, maxWait);
        return execute(connection -> {
            List<ReceivedMessage<T>> received = new ArrayList<>();
            try (FetchConsumer fetched =
                    connection.getConsumerContext(stream, consumer).fetch(options)) {
                for (Message message = fetched.nextMessage(); message != null; message = fetched.nextMessage()) {
                    received.add(new ReceivedMessage<>(message, converters, type));
                }
            }
            return received;
        });
    }

    /** The client library takes no time of less than a second. */
    private static FetchConsumeOptions fetchOptions(int maxMessages, Duration maxWait) {
        FetchConsumeOptions.Builder options = FetchConsumeOptions.builder().maxMessages(maxMessages);
        if (maxWait.isZero()) {
            return options.noWait().build();
        }
        if (maxWait.toMillis() < 1000) {
            throw new IllegalArgumentException("maxWait is " + maxWait
                    + ", but must be 1 s or more, or 0 for the messages that are there already");
        }
        return options.expiresIn(maxWait.toMillis()).build();
    }

    @Override
    public <T extends @Nullable Object> T execute(ConnectionCallback<T> action) {
        try {
            return action.doWith(connectionFactory.getConnection());
        } catch (RuntimeException e) {
            throw e;
        } catch (JetStreamApiException e) {
            throw JetStreamFailures.refused("A request to JetStream", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsException("Interrupted", e);
        } catch (Exception e) {
            throw new JetStreamException("JetStream request failed: " + e.getMessage(), 0, e);
        }
    }

    /** Sends one message, inside an observation if anybody observes. */
    private final class ObservedSender implements DefaultStreamMessageSpec.Sender {
        @Override
        public PublishAck send(DefaultStreamMessageSpec spec) {
            OutboundMessage message = spec.message();
            if (observations.isNoop()) {
                return publish(spec, message.headers(), message.body());
            }
            Headers traced = ownHeaders(message);
            return Objects.requireNonNull(
                    observation(spec, traced).observe(() -> publish(spec, traced, message.body())));
        }

        private PublishAck publish(DefaultStreamMessageSpec spec, @Nullable Headers headers, byte[] body) {
            return StreamPublisher.publish(connection(), spec.subject(), headers, body, spec.timeout());
        }

        @Override
        public CompletableFuture<PublishAck> sendAsync(DefaultStreamMessageSpec spec) {
            OutboundMessage message = spec.message();
            if (observations.isNoop()) {
                return publishAsync(spec, message.headers(), message.body());
            }
            Headers traced = ownHeaders(message);
            Observation observation = observation(spec, traced).start();
            return publishAsync(spec, traced, message.body()).whenComplete((ack, failure) -> {
                if (failure != null) {
                    observation.error(failure);
                }
                observation.stop();
            });
        }

        private CompletableFuture<PublishAck> publishAsync(
                DefaultStreamMessageSpec spec, @Nullable Headers headers, byte[] body) {
            try {
                return StreamPublisher.publishAsync(connection(), spec.subject(), headers, body, spec.timeout());
            } catch (NatsException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private Connection connection() {
            return connectionFactory.getConnection();
        }

        private Observation observation(DefaultStreamMessageSpec spec, Headers traced) {
            return observations.of(NatsObservation.PUBLISH, spec.subject(), spec.template(), traced);
        }

        private static Headers ownHeaders(OutboundMessage message) {
            return message.headers() == null ? new Headers() : new Headers(message.headers());
        }
    }
}
