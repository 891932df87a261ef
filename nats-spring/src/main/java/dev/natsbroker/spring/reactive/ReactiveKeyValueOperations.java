package dev.natsbroker.spring.reactive;

import org.springframework.core.ParameterizedTypeReference;

/** Key-value buckets with reactive types. Thread-safe. */
public interface ReactiveKeyValueOperations {
    /** A bucket with values of a type. */
    <T> ReactiveKeyValueBucket<T> bucket(String name, Class<T> type);

    /** A bucket with values of a generic type. */
    <T> ReactiveKeyValueBucket<T> bucket(String name, ParameterizedTypeReference<T> type);
}
