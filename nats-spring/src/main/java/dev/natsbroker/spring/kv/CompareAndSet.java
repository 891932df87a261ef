package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.backoff.BackOff;

/** Reads, computes and writes under the condition that nobody wrote in between, until that is so. */
final class CompareAndSet<T> {
    private final KeyValueBucket<T> bucket;
    private final RetryTemplate retries;

    CompareAndSet(KeyValueBucket<T> bucket, BackOff backOff) {
        this.bucket = bucket;
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
        if (entry == null) {
            if (result != null) {
                bucket.create(key, result);
            }
        } else if (result == null) {
            bucket.delete(key, entry.revision());
        } else {
            bucket.update(key, result, entry.revision());
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
