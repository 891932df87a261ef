package dev.natsbroker.spring.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * How one cache, or each, keeps its entries.
 *
 * @param bucket bucket of the entries; several caches can share one. It is made with the first entry if it is missing; one that
 *     exists needs a history of 1 and a limit marker, which times to live need
 * @param timeToLive how long entries live
 * @param valueType type of the values for the payload converters, e.g. as JSON; null for Java serialization, which reads what it
 *     wrote whatever the type, so that whoever can write to the bucket must be trusted
 * @param cacheNulls whether null is cached like other values
 */
public record NatsCacheConfiguration(
        String bucket, TimeToLive timeToLive, @Nullable Type valueType, boolean cacheNulls) {
    /** Bucket of caches by default. */
    public static final String DEFAULT_BUCKET = "cache";

    /** The default: bucket {@code cache}, entries without end, Java serialization, nulls cached. */
    public static NatsCacheConfiguration defaults() {
        return new NatsCacheConfiguration(DEFAULT_BUCKET, (key, value) -> null, null, true);
    }

    /** The same with another bucket. */
    public NatsCacheConfiguration withBucket(String newBucket) {
        return new NatsCacheConfiguration(newBucket, timeToLive, valueType, cacheNulls);
    }

    /** The same with one time to live for all entries: whole seconds, at least one (a fraction is rounded up). */
    public NatsCacheConfiguration withTimeToLive(Duration newTimeToLive) {
        if (newTimeToLive.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "Time to live " + newTimeToLive + " of cache entries is too short: at least PT1S is allowed");
        }
        return withTimeToLive((key, value) -> newTimeToLive);
    }

    /** The same with a time to live for each entry. */
    public NatsCacheConfiguration withTimeToLive(TimeToLive newTimeToLive) {
        return new NatsCacheConfiguration(bucket, newTimeToLive, valueType, cacheNulls);
    }

    /** The same with values of one type. */
    public NatsCacheConfiguration withValueType(Class<?> newValueType) {
        return new NatsCacheConfiguration(bucket, timeToLive, newValueType, cacheNulls);
    }

    /** The same with values of one generic type. */
    public NatsCacheConfiguration withValueType(ParameterizedTypeReference<?> newValueType) {
        return new NatsCacheConfiguration(bucket, timeToLive, newValueType.getType(), cacheNulls);
    }

    /** The same that refuses null. */
    public NatsCacheConfiguration withoutNulls() {
        return new NatsCacheConfiguration(bucket, timeToLive, valueType, false);
    }
}
