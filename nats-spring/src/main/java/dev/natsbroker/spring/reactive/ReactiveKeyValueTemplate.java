package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.kv.KeyValueOperations;
import org.springframework.core.ParameterizedTypeReference;

/** {@link ReactiveKeyValueOperations} by way of the blocking ones. Thread-safe. */
public final class ReactiveKeyValueTemplate implements ReactiveKeyValueOperations {
    /** Entries that wait for a watcher's demand, by default. */
    public static final int DEFAULT_BUFFER = 1_024;

    private final KeyValueOperations keyValue;
    private final int buffer;

    /** A template with the default buffer. */
    public ReactiveKeyValueTemplate(KeyValueOperations keyValue) {
        this(keyValue, DEFAULT_BUFFER);
    }

    /** A template; {@code buffer} entries of each watch may wait for demand. */
    public ReactiveKeyValueTemplate(KeyValueOperations keyValue, int buffer) {
        this.keyValue = keyValue;
        this.buffer = buffer;
    }

    @Override
    public <T> ReactiveKeyValueBucket<T> bucket(String name, Class<T> type) {
        return new ElasticBucket<>(keyValue.bucket(name, type), buffer);
    }

    @Override
    public <T> ReactiveKeyValueBucket<T> bucket(String name, ParameterizedTypeReference<T> type) {
        return new ElasticBucket<>(keyValue.bucket(name, type), buffer);
    }
}
