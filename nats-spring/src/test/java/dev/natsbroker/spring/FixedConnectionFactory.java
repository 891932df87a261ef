package dev.natsbroker.spring;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import java.util.concurrent.CompletableFuture;

/** Hands out a connection that somebody else made. */
public record FixedConnectionFactory(Connection connection) implements NatsConnectionFactory {
    @Override
    public String getName() {
        return "default";
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public CompletableFuture<Connection> whenConnected() {
        return CompletableFuture.completedFuture(connection);
    }

    @Override
    public Connection getConnectionIfPresent() {
        return connection;
    }
}
