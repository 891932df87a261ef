package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.object.ObjectStoreOperations;

/** {@link ReactiveObjectStoreOperations} by way of the blocking ones. Thread-safe. */
public final class ReactiveObjectStoreTemplate implements ReactiveObjectStoreOperations {
    /** Changes that wait for a watcher's demand, by default. */
    public static final int DEFAULT_BUFFER = 1_024;

    private final ObjectStoreOperations stores;
    private final int buffer;

    /** A template with the default buffer. */
    public ReactiveObjectStoreTemplate(ObjectStoreOperations stores) {
        this(stores, DEFAULT_BUFFER);
    }

    /** A template; {@code buffer} changes of each watch may wait for demand. */
    public ReactiveObjectStoreTemplate(ObjectStoreOperations stores, int buffer) {
        this.stores = stores;
        this.buffer = buffer;
    }

    @Override
    public ReactiveObjectBucket bucket(String name) {
        return new ElasticObjectBucket(stores.bucket(name), buffer);
    }
}
