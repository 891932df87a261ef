package dev.natsbroker.spring.core;

import dev.natsbroker.spring.event.NatsConnectionEvent;
import dev.natsbroker.spring.event.NatsSlowConsumerEvent;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the connection when the application starts, or before that on first use, and drains and closes it when the application
 * stops: after everything that uses it, since its phase is {@value #PHASE}. Can be started again after a stop: those who wait
 * for a connection then get the new one. When the client
 * library gives the connection up although it may reconnect for ever, another one is made.
 *
 * <p>Publishes {@link NatsConnectionEvent} and {@link NatsSlowConsumerEvent}. Thread-safe.
 */
public final class DefaultNatsConnectionFactory
        implements NatsConnectionFactory, SmartLifecycle, ApplicationEventPublisherAware, DisposableBean {
    /** After an embedded broker, before everything that uses a connection. */
    public static final int PHASE = Integer.MIN_VALUE / 2 + 1000;

    private static final Logger log = LoggerFactory.getLogger(DefaultNatsConnectionFactory.class);
    private static final Duration FIRST_ATTEMPT_MAX = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<Options> options;
    private final ConnectionSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConnectionEvents events = new ConnectionEvents(this, this::renew);
    private final ConnectionCloser closer;

    // guarded by lock
    private @Nullable Connector connector;
    /** What the connector makes; fails at a stop. */
    private @Nullable CompletableFuture<Connection> connected;
    /** The same for those who do not block; outlasts a stop and completes after the next start. */
    private CompletableFuture<Connection> awaited = new CompletableFuture<>();

    private boolean stopped;

    private volatile boolean running;
    private volatile boolean draining;
    private volatile @Nullable Connection connection;

    /**
     * A factory for one connection.
     *
     * @param options options of the client library, asked for at each attempt to connect; their error listener, if it is not the
     *     library's own, is told all errors
     */
    public DefaultNatsConnectionFactory(String name, Supplier<Options> options, ConnectionSettings settings) {
        this.name = name;
        this.options = options;
        this.settings = settings;
        this.closer = new ConnectionCloser(name, settings.drainTimeout());
    }

    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
        events.setPublisher(publisher);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Connection getConnection() {
        Connection present = connection;
        return present != null && present.getStatus() != Status.CLOSED ? present : await(connecting());
    }

    @Override
    public @Nullable Connection getConnectionIfPresent() {
        return connection;
    }

    private CompletableFuture<Connection> connecting() {
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

    @Override
    public CompletableFuture<Connection> whenConnected() {
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

    /**
     * The client library closes a connection when the server has refused its credentials twice, whatever it was told about
     * reconnecting; and when the attempts that it was allowed are over, which is wanted.
     */
    private static boolean isGivenUp(@Nullable Connection present) {
        return present != null
                && present.getStatus() == Status.CLOSED
                && present.getOptions().getMaxReconnect() < 0;
    }

    private void renew(Connection closed) {
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
        Connector newConnector = new Connector(name, options, settings.retryDelay(), events::slowConsumer);
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

    private Connection await(CompletableFuture<Connection> future) {
        try {
            return future.get(settings.waitTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NatsConnectionException failure) {
                throw new NatsConnectionException(String.valueOf(failure.getMessage()), failure.getCause());
            }
            throw new NatsConnectionException("NATS connection '" + name + "' cannot be made", e.getCause());
        } catch (TimeoutException e) {
            throw notInTime();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsConnectionException("Interrupted while waiting for NATS connection '" + name + "'", e);
        }
    }

    private NatsConnectionException notInTime() {
        NatsConnectionException reason = currentFailure();
        Duration waited = settings.waitTimeout();
        return reason == null
                ? new NatsConnectionException(
                        "NATS connection '" + name + "' was not there within " + waited.toMillis() + " ms", null)
                : new NatsConnectionException(
                        reason.getMessage() + " (waited " + waited.toMillis() + " ms)", reason.getCause());
    }

    private @Nullable NatsConnectionException currentFailure() {
        lock.lock();
        try {
            return connector == null ? null : connector.lastFailure();
        } finally {
            lock.unlock();
        }
    }

    private NatsConnectionException closed() {
        return new NatsConnectionException(
                "NATS connection '" + name + "' was closed: the application has been stopped", null);
    }

    @Override
    public void start() {
        lock.lock();
        try {
            stopped = false;
        } finally {
            lock.unlock();
        }
        try {
            connectAtStart();
            running = true;
        } catch (NatsConnectionException e) {
            stop();
            throw e;
        }
    }

    private void connectAtStart() {
        if (settings.startup() == StartupMode.BACKGROUND) {
            whenConnected();
            awaitFirstAttempt();
        } else if (settings.startup() == StartupMode.FAIL_FAST) {
            connectOnce();
        } else {
            getConnection();
        }
    }

    // A server that is there takes the connection in a moment. Listeners, which start after this, then receive what the
    // application itself publishes as soon as it is up, and a test after it.
    private void awaitFirstAttempt() {
        Connector current;
        lock.lock();
        try {
            current = connector;
        } finally {
            lock.unlock();
        }
        try {
            if (current != null && connection == null) {
                current.awaitFirstAttempt(FIRST_ATTEMPT_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectOnce() {
        Connector first = null;
        lock.lock();
        try {
            if (connected == null) {
                first = prepare();
            }
        } finally {
            lock.unlock();
        }
        if (first == null) {
            getConnection();
        } else {
            first.connectOnce();
        }
    }

    /** What is being handled while the connection drains can still use it; nothing makes a new one. */
    @Override
    public void stop() {
        running = false;
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
        Connection open = connection;
        if (open != null) {
            draining = true;
            closer.close(open);
            connection = null;
            draining = false;
        }
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void destroy() {
        stop();
        CompletableFuture<Connection> awaiting;
        lock.lock();
        try {
            awaiting = awaited;
        } finally {
            lock.unlock();
        }
        awaiting.completeExceptionally(closed());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
