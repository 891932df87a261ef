package dev.natsbroker.spring.core;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Publish and request on core NATS: at most once, to whoever is subscribed at that moment.
 *
 * <pre>{@code
 * nats.publish("orders.created", order);
 * Quote quote = nats.request("quotes.get", query, Quote.class);
 * nats.to("orders.{customer}.created", customerId).payload(order).header("Priority", "high").publish();
 * }</pre>
 *
 * <p>A payload is any value that the converters know, or a Spring {@code Message} whose headers go along. Methods throw
 * {@link NatsConnectionException} if there is no connection in time or it was closed, {@link IllegalArgumentException} for a
 * subject or header that cannot be sent, {@code PayloadConversionException} for a value that cannot be written, and
 * {@code PayloadTooLargeException} for one that is larger than the server takes. Implementations are thread-safe.
 */
public interface NatsOperations {
    /** Publishes. Returns as soon as the client library has the message; nobody confirms it. */
    void publish(String subject, @Nullable Object payload);

    /**
     * Publishes a request and waits for its reply, at most for the default time.
     *
     * @throws NoRespondersException if nobody is subscribed
     * @throws NatsTimeoutException if no reply comes in time
     * @throws RemoteErrorException if the reply is an error (ADR-32)
     */
    <T> T request(String subject, @Nullable Object payload, Class<T> replyType);

    /** The same without waiting: the future completes with the reply or with one of those exceptions. */
    <T> CompletableFuture<T> requestAsync(String subject, @Nullable Object payload, Class<T> replyType);

    /**
     * A message with more than a payload.
     *
     * @param subject subject, in which each {@code {name}} stands for a token
     * @param variables values for those tokens in their order
     * @throws IllegalArgumentException if there are more or fewer values than {@code {name}}s, or a value is not one token
     */
    MessageSpec to(String subject, Object... variables);

    /**
     * Does something with the client library itself.
     *
     * @throws NatsException if the callback fails with a checked exception
     */
    <T extends @Nullable Object> T execute(ConnectionCallback<T> action);
}
