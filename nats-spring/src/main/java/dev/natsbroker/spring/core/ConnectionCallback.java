package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Something to do with the client library itself.
 *
 * @param <T> what it results in
 */
@FunctionalInterface
public interface ConnectionCallback<T extends @Nullable Object> {
    /** Does it. The connection must not be closed. */
    T doWith(Connection connection) throws Exception;
}
