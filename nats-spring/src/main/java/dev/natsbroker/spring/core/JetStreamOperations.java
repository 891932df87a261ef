package dev.natsbroker.spring.core;

import io.nats.client.api.PublishAck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publish to streams and fetch from consumers: the server confirms each message that it has stored.
 *
 * <pre>{@code
 * jetStream.publish("orders.created", order);
 * jetStream.to("orders.created").payload(order).messageId(order.id()).expectedLastSequence(41).publish();
 * jetStream.to("reminders.in").payload(text).deliverAt(tomorrow, "reminders.out").publish();
 * jetStream.atomicBatch().add("orders.a", first).add("orders.b", second).commit();
 * }</pre>
 *
 * <p>Payloads are as for {@link NatsOperations}. Methods throw {@link JetStreamException} when the server refuses or no stream
 * takes the subject, {@link NatsTimeoutException} when it does not answer in time (whether it has stored the message is not known
 * then: publish again with the same message id), and {@link NatsConnectionException} when there is no connection. Asynchronous
 * ones complete their futures with these. Implementations are thread-safe.
 */
public interface JetStreamOperations {
    /** Publishes, and waits until the server has stored the message. */
    PublishAck publish(String subject, @Nullable Object payload);

    /** Publishes without waiting. */
    CompletableFuture<PublishAck> publishAsync(String subject, @Nullable Object payload);

    /** A message with more than a payload; subject and variables as for {@link NatsOperations#to}. */
    StreamMessageSpec to(String subject, Object... variables);

    /** A batch of messages that the stream stores together or not at all; needs {@code allow_atomic} in the stream. */
    AtomicBatch atomicBatch();

    /**
     * Fetches up to {@code maxMessages} messages that wait at a pull consumer.
     *
     * @param maxWait how long to wait for messages, 1 s or more; returns earlier when there are as many as wanted; 0 takes only
     *     those that are there already
     * @return the messages, which are to be acknowledged one by one
     * @throws JetStreamException if there is no such stream or consumer
     */
    <T> List<ReceivedMessage<T>> fetch(
            String stream, String consumer, int maxMessages, Duration maxWait, Class<T> type);

    /**
     * Does something with the client library itself, such as {@code connection.jetStreamManagement()}.
     *
     * @throws JetStreamException if the server refuses it
     */
    <T extends @Nullable Object> T execute(ConnectionCallback<T> action);
}
