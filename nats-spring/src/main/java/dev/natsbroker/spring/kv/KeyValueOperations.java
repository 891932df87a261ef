package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import java.util.List;
import org.springframework.core.ParameterizedTypeReference;

/** Key-value buckets, and their administration. Thread-safe; calls block for the server's answer. */
public interface KeyValueOperations {
    /**
     * A bucket with values of a type. Does not talk to the server: whether the bucket exists shows with the first call.
     *
     * @throws NatsException if a bucket cannot have this name
     */
    <T> KeyValueBucket<T> bucket(String name, Class<T> type);

    /** A bucket with values of a generic type; see {@link #bucket(String, Class)}. */
    <T> KeyValueBucket<T> bucket(String name, ParameterizedTypeReference<T> type);

    /**
     * Makes the bucket, or changes it to this configuration.
     *
     * @throws NatsException if the server refuses, e.g. because what differs cannot be changed
     */
    KeyValueStatus createOrUpdate(KeyValueConfiguration configuration);

    /** Deletes a bucket and all that is in it; returns whether there was one. */
    boolean deleteBucket(String name);

    /** Names of the account's buckets. */
    List<String> bucketNames();
}
