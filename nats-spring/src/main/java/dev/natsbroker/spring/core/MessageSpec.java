package dev.natsbroker.spring.core;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** A message in the making: see {@link NatsOperations#to}. Not thread-safe. */
public interface MessageSpec {
    /** Sets the payload; without, it is empty. */
    MessageSpec payload(@Nullable Object payload);

    /**
     * Sets a header; all values of it that were set before are gone.
     *
     * @throws IllegalArgumentException if NATS cannot carry it: values are ASCII without line breaks (ADR-4)
     */
    MessageSpec header(String name, String... values);

    /** Sets all these headers; null, as the client library has it, for none. */
    MessageSpec headers(@Nullable Headers headers);

    /** Sets the subject that answers should go to; for {@link #publish} only, requests have one of their own. */
    MessageSpec replyTo(String subject);

    /** Sets how long a request waits for its reply. */
    MessageSpec timeout(Duration timeout);

    /** Publishes. */
    void publish();

    /** Requests, and gives the reply as the client library has it; error replies (ADR-32) are replies here. */
    Message request();

    /** Requests; see {@link NatsOperations#request}. */
    <T> T request(Class<T> replyType);

    /** Requests; see {@link NatsOperations#request}. */
    <T> T request(ParameterizedTypeReference<T> replyType);

    /** Requests without waiting; see {@link NatsOperations#requestAsync}. */
    <T> CompletableFuture<T> requestAsync(Class<T> replyType);

    /** Requests without waiting; see {@link NatsOperations#requestAsync}. */
    <T> CompletableFuture<T> requestAsync(ParameterizedTypeReference<T> replyType);

    /**
     * Requests, and waits for many replies.
     *
     * @return the replies in their order; none if nobody answered in time
     * @throws NoRespondersException if nobody is subscribed
     * @throws RemoteErrorException if one of the replies is an error
     */
    <T> List<T> requestMany(RequestMany limits, Class<T> replyType);
}
