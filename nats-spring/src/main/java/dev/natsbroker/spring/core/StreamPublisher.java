package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Publishes to streams: a request whose reply is the stream's confirmation. */
final class StreamPublisher {
    private StreamPublisher() {}

    static PublishAck publish(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        try {
            return ackOf(Requests.request(connection, subject, headers, body, timeout), subject);
        } catch (NoRespondersException e) {
            throw noStream(connection, subject, e);
        }
    }

    static CompletableFuture<PublishAck> publishAsync(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        return Requests.requestAsync(connection, subject, headers, body, timeout)
                .handle((reply, failure) -> {
                    if (failure != null) {
                        throw failure(connection, subject, failure);
                    }
                    return ackOf(reply, subject);
                });
    }

    private static RuntimeException failure(Connection connection, String subject, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NoRespondersException noResponders) {
            return noStream(connection, subject, noResponders);
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }

    static PublishAck ackOf(Message reply, String subject) {
        try {
            return new PublishAck(reply);
        } catch (JetStreamApiException e) {
            throw JetStreamFailures.refused("Message to '" + subject + "'", e);
        } catch (IOException e) {
            throw new JetStreamException(
                    "Message to '" + subject + "' was answered, but not by a stream; somebody else is subscribed to the"
                            + " subject",
                    0,
                    e);
        }
    }

    static JetStreamException noStream(Connection connection, String subject, NoRespondersException cause) {
        String what = "Message to '" + subject + "'";
        return JetStreamFailures.hasNoJetStream(connection)
                ? JetStreamFailures.notEnabled(what, cause)
                : new JetStreamException(
                        what + " was not stored: no stream has this subject; create one, or add the subject to one",
                        0,
                        cause);
    }
}
