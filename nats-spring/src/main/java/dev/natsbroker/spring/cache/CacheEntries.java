package dev.natsbroker.spring.cache;

import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.kv.KeyExistsException;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueOperations;
import io.nats.client.api.KeyValueConfiguration;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The part of a bucket that belongs to one cache: keys that begin with the cache's name. Immutable. */
final class CacheEntries {
    private static final Duration MARKER = Duration.ofSeconds(10);

    private final KeyValueOperations keyValue;
    private final KeyValueBucket<byte[]> bucket;
    private final String prefix;

    CacheEntries(KeyValueOperations keyValue, String bucketName, String cacheName) {
        this.keyValue = keyValue;
        this.bucket = keyValue.bucket(bucketName, byte[].class);
        this.prefix = CacheKeys.encode(cacheName) + ".";
    }

    KeyValueBucket<byte[]> bucket() {
        return bucket;
    }

    byte @Nullable [] get(String key) {
        try {
            return bucket.get(prefix + key);
        } catch (BucketNotFoundException e) {
            return null;
        }
    }

    void put(String key, byte[] value, @Nullable Duration timeToLive) {
        inBucket(() ->
                timeToLive == null ? bucket.put(prefix + key, value) : bucket.put(prefix + key, value, timeToLive));
    }

    /** Puts if there is nothing; returns whether it did. */
    boolean create(String key, byte[] value, @Nullable Duration timeToLive) {
        try {
            inBucket(() -> timeToLive == null
                    ? bucket.create(prefix + key, value)
                    : bucket.create(prefix + key, value, timeToLive));
            return true;
        } catch (KeyExistsException e) {
            return false;
        }
    }

    private interface Write {
        long run();
    }

    /** The bucket is made when it is needed, so that nothing connects before. */
    private void inBucket(Write write) {
        long revision;
        try {
            revision = write.run();
        } catch (BucketNotFoundException e) {
            keyValue.createOrUpdate(KeyValueConfiguration.builder(bucket.getName())
                    .description("Spring caches")
                    .maxHistoryPerKey(1)
                    .limitMarker(MARKER)
                    .build());
            revision = write.run();
        }
        assert revision > 0 : "revisions count from 1";
    }

    /** Removes with a marker that goes away, so that evicted keys do not pile up. */
    void remove(String key) {
        try {
            bucket.purge(prefix + key, MARKER);
        } catch (BucketNotFoundException e) {
            return; // nothing is there to be removed
        }
    }

    boolean clear() {
        try {
            return bucket.removeAll(prefix + ">") > 0;
        } catch (BucketNotFoundException e) {
            return false;
        }
    }
}
