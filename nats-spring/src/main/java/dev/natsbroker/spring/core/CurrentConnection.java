package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a factory, there or being made: one at a time, made on first use, and made anew when the client library gave
 * it up although it may reconnect for ever. Between {@link #stop} and {@link #open} there is none. Thread-safe; nothing waits.
 */
final class CurrentConnection {
    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);

    private final String name;
    private final Supplier<Options> options;
    private final Duration retryDelay;
    private final ConnectionEvents events;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by lock
    private @Nullable Connector connector;
    /** What the connector makes; fails at a stop. */
    private @Nullable CompletableFuture<Connection> connected;
    /** The same for those who do not block; outlasts a stop and completes after the next start. */
    private CompletableFuture<Connection> awaited = new CompletableFuture<>();

    private boolean stopped;

    private volatile @Nullable Connection connection;

    CurrentConnection(String name, Supplier<Options> options, Duration retryDelay, ConnectionEvents events) {
        this.name = name;
        this.options = options;
        this.retryDelay = retryDelay;
        this.events = events;
    }

    /** The connection if it is there, whatever its status. */
    @Nullable
    Connection present() {
        return connection;
    }

    /**
     * What is there, or being made; begins to make it if nobody has.
     *
     * @throws NatsConnectionException if it was stopped
     */
    CompletableFuture<Connection> connecting() {
        lock.lock();
        try {
            if (stopped) {
                throw closed();
            }
            return beginToConnect().copy();
        } finally {
            lock.unlock();
        }
    }

    /** The same for those who wait also for the next start. */
    CompletableFuture<Connection> whenConnected() {
        lock.lock();
        try {
            if (!stopped) {
                beginToConnect();
            }
            return awaited.copy();
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private CompletableFuture<Connection> beginToConnect() {
        if (connected == null || isGivenUp(connection)) {
            prepare().startInBackground();
        }
        return Objects.requireNonNull(connected);
    }

    /** What is to make the first connection; null if that has begun. */
    @Nullable
    Connector prepareFirst() {
        lock.lock();
        try {
            return connected == null ? prepare() : null;
        } finally {
            lock.unlock();
        }
    }

    /** What makes the connection, or has made it; null if nobody has begun. */
    @Nullable
    Connector connector() {
        lock.lock();
        try {
            return connector;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The client library closes a connection when the server has refused its credentials twice, whatever it was told about
     * reconnecting; and when the attempts that it was allowed are over, which is wanted.
     */
    private static boolean isGivenUp(@Nullable Connection present) {
        return present != null
                && present.getStatus() == Status.CLOSED
                && present.getOptions().getMaxReconnect() < 0;
    }

    /** A connection was closed: makes another if the client library gave it up. */
    void renew(Connection closed) {
        lock.lock();
        try {
            if (closed != connection || stopped) {
                return;
            }
            if (!isGivenUp(closed)) {
                log.error("NATS connection '{}' is closed: all attempts to reconnect have failed", name);
                return;
            }
            log.error("NATS connection '{}' was given up by the client library; making another", name);
            prepare().startInBackground();
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. */
    private Connector prepare() {
        connection = null;
        renewAwaited();
        Connector newConnector = new Connector(name, options, retryDelay, events::slowConsumer);
        connector = newConnector;
        connected = newConnector.connected().thenApply(made -> adopt(newConnector, made));
        connected.whenComplete((made, failure) -> tellAwaiting(newConnector, made, failure));
        return newConnector;
    }

    /** Needs the lock. */
    private void renewAwaited() {
        if (awaited.isDone()) {
            awaited = new CompletableFuture<>();
        }
    }

    private Connection adopt(Connector by, Connection newConnection) {
        lock.lock();
        try {
            if (connector != by) {
                // stopped just when the connection was there
                Connector.closeQuietly(newConnection);
                throw closed();
            }
            connection = newConnection;
        } finally {
            lock.unlock();
        }
        newConnection.addConnectionListener(events);
        events.connected(newConnection);
        return newConnection;
    }

    private void tellAwaiting(Connector by, @Nullable Connection made, @Nullable Throwable failure) {
        CompletableFuture<Connection> awaiting;
        lock.lock();
        try {
            if (connector != by) {
                return;
            }
            awaiting = awaited;
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            awaiting.complete(made);
        } else {
            awaiting.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }

    /** From now on connections may be made. */
    void open() {
        lock.lock();
        try {
            stopped = false;
        } finally {
            lock.unlock();
        }
    }

    /** From now on none is made; the one that is there stays until {@link #forget}. */
    void stop() {
        Connector given;
        lock.lock();
        try {
            stopped = true;
            given = connector;
            connector = null;
            connected = null;
            renewAwaited();
        } finally {
            lock.unlock();
        }
        if (given != null) {
            given.cancel();
        }
    }

    /** The connection that was there at the stop is closed. */
    void forget() {
        connection = null;
    }

    /** Nobody will start it again. */
    void giveUp() {
        CompletableFuture<Connection> awaiting;
        lock.lock();
        try {
            awaiting = awaited;
        } finally {
            lock.unlock();
        }
        awaiting.completeExceptionally(closed());
    }

    private NatsConnectionException closed() {
        return new NatsConnectionException(
                "NATS connection '" + name + "' was closed: the application has been stopped", null);
    }
}
