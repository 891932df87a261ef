package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.KeyValueBucket;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A {@link KeyValueBucket} with reactive types: what is null there is empty here, and what is thrown there is an error here.
 * Nothing happens before somebody subscribes.
 *
 * @param <T> type of the values
 */
public interface ReactiveKeyValueBucket<T> {
    /** The key's value; empty if it has none. */
    Mono<T> get(String key);

    /** The key's value with its revision and time; empty if it has none. */
    Mono<BucketEntry<T>> getEntry(String key);

    /** Writes; gives the revision. */
    Mono<Long> put(String key, T value);

    /** Writes a value that goes away; gives the revision. */
    Mono<Long> put(String key, T value, Duration timeToLive);

    /** Writes if the key has no value; gives the revision. */
    Mono<Long> create(String key, T value);

    /** The same with a value that goes away. */
    Mono<Long> create(String key, T value, Duration timeToLive);

    /** Writes if the key's last change is {@code revision}; gives the new one. */
    Mono<Long> update(String key, T value, long revision);

    /** The same with a value that goes away. */
    Mono<Long> update(String key, T value, long revision, Duration timeToLive);

    /** Replaces the value by what the function makes of it, without losing changes of others; empty if the key is deleted. */
    Mono<T> update(String key, Function<@Nullable T, @Nullable T> function);

    /** The same with a value that goes away. */
    Mono<T> update(String key, Function<@Nullable T, @Nullable T> function, Duration timeToLive);

    /** Puts a delete marker. */
    Mono<Void> delete(String key);

    /** Puts a purge marker in place of the key's history. */
    Mono<Void> purge(String key);

    /** Keys that have a value: all, or those that match a filter. */
    Flux<String> keys(String... filters);

    /** All that is kept of a key, oldest first. */
    Flux<BucketEntry<T>> history(String key);

    /**
     * The last change of each matching key, then each further one, until cancelled. What is not requested waits in a bounded
     * buffer, and one entry more ends the watch with a {@link SubscriberOverflowException}; so does a value that cannot be read,
     * with its own error. Survives lost connections.
     */
    Flux<BucketEntry<T>> watch(List<String> filters, KeyValueWatchOption... options);
}
