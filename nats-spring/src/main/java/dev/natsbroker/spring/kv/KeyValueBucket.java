package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import io.nats.client.api.KeyValueStatus;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with values of one type. What is missing is null, everywhere: a key without value, and one that was deleted.
 * Values themselves are never null. Thread-safe; calls block for the server's answer and throw a {@link NatsException} which
 * names bucket and key.
 *
 * <p>Times to live are whole seconds, at least one (a fraction is rounded up), and need a bucket with a limit marker
 * ({@code KeyValueConfiguration.Builder.limitMarker}, ADR-48, server 2.11). Only the newest value of a key may have one: in a
 * bucket with a history the older value would come back, so there only {@link #create(String, Object, Duration)} takes one.
 *
 * @param <T> type of the values
 */
public interface KeyValueBucket<T> {
    /** Name of the bucket. */
    String getName();

    /** The key's value, null if it has none. */
    @Nullable
    T get(String key);

    /** The key's value with its revision and time, null if it has none. */
    @Nullable
    BucketEntry<T> getEntry(String key);

    /** The key's value as it was at a revision, null if that is not kept, not a put, or another key's. */
    @Nullable
    BucketEntry<T> getEntry(String key, long revision);

    /** Writes whatever was there before; returns the revision. */
    long put(String key, T value);

    /** Writes a value that goes away after {@code timeToLive}; returns the revision. */
    long put(String key, T value, Duration timeToLive);

    /**
     * Writes if the key has no value; returns the revision.
     *
     * @throws KeyExistsException if it has
     */
    long create(String key, T value);

    /** Like {@link #create(String, Object)}, with a value that goes away after {@code timeToLive}. */
    long create(String key, T value, Duration timeToLive);

    /**
     * Writes if the key's last change is {@code revision}; returns the new revision.
     *
     * @throws RevisionMismatchException if it is another
     */
    long update(String key, T value, long revision);

    /** Like {@link #update(String, Object, long)}, with a value that goes away after {@code timeToLive}. */
    long update(String key, T value, long revision, Duration timeToLive);

    /**
     * Replaces the value by what {@code function} makes of it, without losing a change of others: if the key was changed in
     * between, everything begins again, with a back-off and as often as the template's retry policy allows.
     *
     * @param function gets the value, null if there is none; null as its result deletes the key. May be called several times
     * @return the value that the key has now
     * @throws UpdateConflictException if others were faster each time
     */
    @Nullable
    T update(String key, Function<@Nullable T, @Nullable T> function);

    /** Like {@link #update(String, Function)}, with a value that goes away after {@code timeToLive}. */
    @Nullable
    T update(String key, Function<@Nullable T, @Nullable T> function, Duration timeToLive);

    /** Puts a delete marker; the history stays. No error if there is no such key. */
    void delete(String key);

    /** Like {@link #delete(String)}, if the key's last change is {@code revision}. */
    void delete(String key, long revision);

    /** Puts a purge marker in place of the key's whole history. */
    void purge(String key);

    /**
     * Like {@link #purge(String)}, with a marker that goes away after {@code timeToLive}, but not before the bucket's limit marker
     * would.
     */
    void purge(String key, Duration timeToLive);

    /**
     * Like {@link #purge(String, Duration)}, if the key's last change is {@code revision}.
     *
     * @throws RevisionMismatchException if it is another
     */
    void purge(String key, long revision, Duration timeToLive);

    /**
     * Removes all that is kept of the keys that match, at once and without markers: watches do not see it.
     *
     * @param filter a key, with wildcards
     * @return how many entries were removed, markers included
     */
    long removeAll(String filter);

    /** Keys that have a value, in the order of their last changes: all, or those that match a filter, e.g. {@code orders.*}. */
    List<String> keys(String... filters);

    /** All that is kept of a key, oldest first, markers included. */
    List<BucketEntry<T>> history(String key);

    /** Watches the whole bucket; see {@link #watch(List, BucketWatcher, KeyValueWatchOption...)}. */
    BucketWatch watch(BucketWatcher<T> watcher, KeyValueWatchOption... options);

    /**
     * Delivers the last change of each matching key, then each further change, until closed. After a lost connection it goes
     * on behind the last change that it delivered.
     *
     * @param filters keys, with wildcards
     */
    BucketWatch watch(List<String> filters, BucketWatcher<T> watcher, KeyValueWatchOption... options);

    /** Size and configuration of the bucket. */
    KeyValueStatus status();
}
