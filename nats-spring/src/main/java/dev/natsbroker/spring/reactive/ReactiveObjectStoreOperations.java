package dev.natsbroker.spring.reactive;

/** Object stores with reactive types. Thread-safe. */
public interface ReactiveObjectStoreOperations {
    /** The objects of a store. Does not talk to the server: whether the store exists shows with the first call. */
    ReactiveObjectBucket bucket(String name);
}
