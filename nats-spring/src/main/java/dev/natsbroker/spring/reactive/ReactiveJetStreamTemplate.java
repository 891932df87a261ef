package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.support.converter.Payload;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link ReactiveJetStreamOperations} on a connection. Thread-safe. */
public final class ReactiveJetStreamTemplate implements ReactiveJetStreamOperations {
    private final NatsConnectionFactory connections;
    private final PayloadConverters converters;

    /** A template. */
    public ReactiveJetStreamTemplate(NatsConnectionFactory connections, PayloadConverters converters) {
        this.connections = connections;
        this.converters = converters;
    }

    @Override
    public Mono<PublishAck> publish(String subject, @Nullable Object payload) {
        return publish(subject, payload, null);
    }

    @Override
    public Mono<PublishAck> publish(String subject, @Nullable Object payload, @Nullable String messageId) {
        return Mono.fromCallable(() -> publishNow(subject, payload, messageId))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private PublishAck publishNow(String subject, @Nullable Object value, @Nullable String messageId) {
        Payload payload = converters.write(value);
        Headers headers = new Headers();
        if (payload.contentType() != null) {
            headers.put(NatsHeaders.CONTENT_TYPE, payload.contentType());
        }
        Message message = NatsMessage.builder()
                .subject(subject)
                .headers(headers)
                .data(payload.bytes())
                .build();
        PublishOptions.Builder options = PublishOptions.builder();
        if (messageId != null) {
            options.messageId(messageId);
        }
        Connection connection = connections.getConnection();
        try {
            return connection.jetStream().publish(message, options.build());
        } catch (JetStreamApiException e) {
            throw refused("publish to '" + subject + "'", e);
        } catch (IOException e) {
            throw unconfirmed(subject, connection, e);
        } catch (IllegalStateException e) {
            throw new NatsConnectionException("Cannot publish to '" + subject + "': " + e.getMessage(), e);
        }
    }

    private static NatsException unconfirmed(String subject, Connection connection, IOException e) {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            return new NatsConnectionException(
                    "Publishing to '" + subject + "' was not confirmed: the connection is " + connection.getStatus()
                            + "; whether it was stored is not known if it was lost just now",
                    e);
        }
        return new NatsTimeoutException(
                "Publishing to '" + subject
                        + "' was not confirmed: either no stream has this subject, or whether it was stored is not known",
                e);
    }

    static JetStreamException refused(String what, JetStreamApiException e) {
        return new JetStreamException(
                "Cannot " + what + ": the server says '" + e.getErrorDescription() + "' (err_code "
                        + e.getApiErrorCode() + ")",
                e.getApiErrorCode(),
                e);
    }

    @Override
    public <T> Flux<ReactiveDelivery<T>> consume(String stream, String consumer, Class<T> type) {
        return Flux.<Message>create(
                        sink -> new PullLoop(connections, stream, consumer, sink).start(),
                        FluxSink.OverflowStrategy.BUFFER)
                .map(message -> new ReactiveDelivery<>(message, converters, type));
    }
}
