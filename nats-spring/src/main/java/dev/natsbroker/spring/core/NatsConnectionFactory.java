package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Owns one connection to NATS: makes it on first use, and closes it in the end. Everything in this library that talks to a
 * server takes one of these rather than a {@link Connection}, so that an application can start while the server is away.
 *
 * <p>Thread-safe.
 */
public interface NatsConnectionFactory {
    /** Name of the connection among those of the application; {@code default} for the first. */
    String getName();

    /**
     * The connection; begins to connect if nobody has, and waits for it, at most for the configured time.
     *
     * @throws NatsConnectionException if there is no connection in time, or the factory was closed
     */
    Connection getConnection();

    /**
     * Completes with the connection as soon as it is there; begins to connect if nobody has. While the factory is stopped, that is
     * when it has been started again. Completes with a {@link NatsConnectionException} only if connecting was given up. Callbacks run on the connecting thread and must not block.
     */
    CompletableFuture<Connection> whenConnected();

    /** The connection if there already is one, whatever its status; null otherwise. Never connects and never waits. */
    @Nullable
    Connection getConnectionIfPresent();

    /**
     * The status of the connection: {@code DISCONNECTED} only before there is one. Between two attempts to come back jnats says
     * {@code DISCONNECTED}, too; this is {@code RECONNECTING} all the time.
     */
    default Status getStatus() {
        Connection connection = getConnectionIfPresent();
        if (connection == null) {
            return Status.DISCONNECTED;
        }
        Status status = connection.getStatus();
        return status == Status.DISCONNECTED ? Status.RECONNECTING : status;
    }

    /** Whether the connection is about to be closed and only lets what is on its way come to its end. */
    default boolean isDraining() {
        return false;
    }
}
