package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.backoff.BackOff;

/** Reads, computes and writes under the condition that nobody wrote in between, until that is so. */
final class CompareAndSet<T> {
    private final KeyValueBucket<T> bucket;
    private final @Nullable Duration timeToLive;
    private final RetryTemplate retries;

    /** Writes values that go away after {@code timeToLive}; null if they stay. */
    CompareAndSet(KeyValueBucket<T> bucket, BackOff backOff, @Nullable Duration timeToLive) {
        this.bucket = bucket;
        this.timeToLive = timeToLive;
        this.retries = new RetryTemplate(
                RetryPolicy.builder().backOff(backOff).includes(Conflict.class).build());
    }

    @Nullable
    T update(String key, Function<@Nullable T, @Nullable T> function) {
        try {
            return retries.<@Nullable T>execute(() -> attempt(key, function));
        } catch (RetryException e) {
            throw failure(key, e);
        }
    }

    private @Nullable T attempt(String key, Function<@Nullable T, @Nullable T> function) {
        BucketEntry<T> entry = bucket.getEntry(key);
        T result = function.apply(entry == null ? null : entry.value());
        try {
            write(key, entry, result);
            return result;
        } catch (RevisionMismatchException | KeyExistsException e) {
            throw new Conflict(e);
        }
    }

    private void write(String key, @Nullable BucketEntry<T> entry, @Nullable T result) {
        if (result == null) {
            if (entry != null) {
                bucket.delete(key, entry.revision());
            }
        } else if (timeToLive == null) {
            put(key, entry, result);
        } else {
            put(key, entry, result, timeToLive);
        }
    }

    private void put(String key, @Nullable BucketEntry<T> entry, T result) {
        if (entry == null) {
            bucket.create(key, result);
        } else {
            bucket.update(key, result, entry.revision());
        }
    }

    private void put(String key, @Nullable BucketEntry<T> entry, T result, Duration limit) {
        if (entry == null) {
            bucket.create(key, result, limit);
        } else {
            bucket.update(key, result, entry.revision(), limit);
        }
    }

    private RuntimeException failure(String key, RetryException e) {
        Throwable last = e.getLastException();
        if (last instanceof Conflict) {
            return new UpdateConflictException(bucket.getName(), key, e.getRetryCount() + 1, last.getCause());
        }
        if (last instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (last instanceof Error error) {
            throw error;
        }
        return new NatsException("Cannot update key '" + key + "' in bucket '" + bucket.getName() + "'", last);
    }

    /** Somebody was faster; kept apart from what the caller's function throws. */
    private static final class Conflict extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Conflict(NatsException cause) {
            super(cause);
        }
    }
}
