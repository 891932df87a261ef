package dev.natsbroker.spring.kv;

import io.nats.client.api.KeyValueOperation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket holds, or held, for a key.
 *
 * @param bucket name of the bucket
 * @param key the key
 * @param value the value; null exactly if the entry is a delete or purge marker, or a watch asked for metadata only
 * @param revision number of the change, unique in the bucket and growing
 * @param created when the server stored it
 * @param operation whether the key was put, deleted or purged
 * @param <T> type of the bucket's values
 */
public record BucketEntry<T>(
        String bucket, String key, @Nullable T value, long revision, Instant created, KeyValueOperation operation) {
    /** Whether this entry puts a value, rather than removing it. */
    public boolean isPut() {
        return operation == KeyValueOperation.PUT;
    }
}
