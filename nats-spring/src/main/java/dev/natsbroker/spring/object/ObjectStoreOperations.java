package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import java.util.List;

/** Object stores, and their administration. Thread-safe; calls block for the server's answer. */
public interface ObjectStoreOperations {
    /**
     * The objects of a store. Does not talk to the server: whether the store exists shows with the first call.
     *
     * @throws NatsException if a store cannot have this name
     */
    ObjectBucket bucket(String name);

    /**
     * Makes the store, or changes it to this configuration.
     *
     * @throws NatsException if the server refuses, e.g. because what differs cannot be changed
     */
    ObjectStoreStatus createOrUpdate(ObjectStoreConfiguration configuration);

    /** Deletes a store and all that is in it; returns whether there was one. */
    boolean deleteBucket(String name);

    /** Names of the account's object stores. */
    List<String> bucketNames();
}
