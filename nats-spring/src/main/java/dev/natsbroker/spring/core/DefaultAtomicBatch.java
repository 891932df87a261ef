package dev.natsbroker.spring.core;

import static io.nats.client.support.NatsJetStreamConstants.NATS_BATCH_COMMIT_HDR;
import static io.nats.client.support.NatsJetStreamConstants.NATS_BATCH_ID_HDR;
import static io.nats.client.support.NatsJetStreamConstants.NATS_BATCH_SEQUENCE_HDR;

import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a batch: the first message waits for the stream's empty answer, so that a stream which takes no batches says so at once;
 * those between are only sent; the answer to the last one is that to all. Not thread-safe.
 */
final class DefaultAtomicBatch implements AtomicBatch, DefaultStreamMessageSpec.Sender {
    private final NatsConnectionFactory connectionFactory;
    private final PayloadConverters converters;
    private final Duration timeout;
    private final List<DefaultStreamMessageSpec> messages = new ArrayList<>();
    private boolean committed;

    DefaultAtomicBatch(NatsConnectionFactory connectionFactory, PayloadConverters converters, Duration timeout) {
        this.connectionFactory = connectionFactory;
        this.converters = converters;
        this.timeout = timeout;
    }

    @Override
    public AtomicBatch add(String subject, @Nullable Object payload) {
        return add(subject, message -> message.payload(payload));
    }

    @Override
    public AtomicBatch add(String subject, Consumer<StreamMessageSpec> message) {
        DefaultStreamMessageSpec spec = new DefaultStreamMessageSpec(this, converters, subject, null, timeout);
        message.accept(spec);
        messages.add(spec);
        return this;
    }

    @Override
    public int size() {
        return messages.size();
    }

    @Override
    public PublishAck commit() {
        if (committed || messages.isEmpty()) {
            throw new IllegalStateException(
                    committed ? "The batch was committed before" : "The batch has no messages: add one or more");
        }
        committed = true;
        List<OutboundMessage> all =
                messages.stream().map(DefaultStreamMessageSpec::message).toList();
        return send(connectionFactory.getConnection(), all, NUID.nextGlobal());
    }

    private PublishAck send(Connection connection, List<OutboundMessage> all, String id) {
        int last = all.size() - 1;
        for (int i = 0; i < last; i++) {
            Headers headers = headers(all.get(i), id, i + 1);
            if (i == 0) {
                begin(connection, all.get(i).body(), headers);
            } else {
                Requests.publish(
                        connection,
                        messages.get(i).subject(),
                        null,
                        headers,
                        all.get(i).body());
            }
        }
        Headers headers = headers(all.get(last), id, last + 1).put(NATS_BATCH_COMMIT_HDR, "1");
        return StreamPublisher.publish(
                connection, messages.get(last).subject(), headers, all.get(last).body(), timeout);
    }

    private void begin(Connection connection, byte[] body, Headers headers) {
        String subject = messages.get(0).subject();
        try {
            Message answer = Requests.request(connection, subject, headers, body, timeout);
            if (answer.getData() != null && answer.getData().length > 0) {
                StreamPublisher.ackOf(answer, subject);
                throw new JetStreamException(
                        "Batch to '" + subject + "' was not begun: the server has stored its first message as one of"
                                + " its own, so it is older than 2.12 and takes no batches",
                        0,
                        null);
            }
        } catch (NoRespondersException e) {
            throw StreamPublisher.noStream(connection, subject, e);
        }
    }

    private static Headers headers(OutboundMessage message, String id, int sequence) {
        Headers headers = message.headers() == null ? new Headers() : new Headers(message.headers());
        return headers.put(NATS_BATCH_ID_HDR, id).put(NATS_BATCH_SEQUENCE_HDR, Integer.toString(sequence));
    }

    @Override
    public PublishAck send(DefaultStreamMessageSpec message) {
        throw new IllegalStateException("Message to '" + message.subject() + "' belongs to a batch: commit the batch");
    }

    @Override
    public CompletableFuture<PublishAck> sendAsync(DefaultStreamMessageSpec message) {
        throw new IllegalStateException("Message to '" + message.subject() + "' belongs to a batch: commit the batch");
    }
}
