package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import org.slf4j.LoggerFactory;

/**
 * Told of a bucket's changes, one at a time and in order, on a thread of the client library that it may block.
 *
 * @param <T> type of the bucket's values
 */
@FunctionalInterface
public interface BucketWatcher<T> {
    /** A change. What it throws goes to {@link #onError}. */
    void onEntry(BucketEntry<T> entry);

    /** Everything that was there when the watch began has been delivered; called once. */
    default void onCurrent() {}

    /** A value could not be read, {@link #onEntry} threw, or the watch could not go on; the watch goes on trying. */
    default void onError(NatsException error) {
        LoggerFactory.getLogger(BucketWatcher.class).error("Watch of a bucket: {}", error.getMessage(), error);
    }
}
