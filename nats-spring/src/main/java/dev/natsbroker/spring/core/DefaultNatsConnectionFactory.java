package dev.natsbroker.spring.core;

import dev.natsbroker.spring.event.NatsConnectionEvent;
import dev.natsbroker.spring.event.NatsSlowConsumerEvent;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Options;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    private static final Duration FIRST_ATTEMPT_MAX = Duration.ofSeconds(1);

    private final String name;
    private final ConnectionSettings settings;
    private final ConnectionEvents events = new ConnectionEvents(this, this::renew);
    private final ConnectionCloser closer;
    private final CurrentConnection current;
    private volatile boolean running;
    private volatile boolean draining;

    /**
     * A factory for one connection.
     *
     * @param options options of the client library, asked for at each attempt to connect; their error listener, if it is not the
     *     library's own, is told all errors
     */
    public DefaultNatsConnectionFactory(String name, Supplier<Options> options, ConnectionSettings settings) {
        this.name = name;
        this.settings = settings;
        this.closer = new ConnectionCloser(name, settings.drainTimeout());
        this.current = new CurrentConnection(name, options, settings.retryDelay(), events);
    }

    private void renew(Connection closed) {
        current.renew(closed);
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
        Connection present = current.present();
        return present != null && present.getStatus() != Status.CLOSED ? present : await(current.connecting());
    }

    @Override
    public @Nullable Connection getConnectionIfPresent() {
        return current.present();
    }

    @Override
    public CompletableFuture<Connection> whenConnected() {
        return current.whenConnected();
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
        Connector connector = current.connector();
        NatsConnectionException reason = connector == null ? null : connector.lastFailure();
        Duration waited = settings.waitTimeout();
        return reason == null
                ? new NatsConnectionException(
                        "NATS connection '" + name + "' was not there within " + waited.toMillis() + " ms", null)
                : new NatsConnectionException(
                        reason.getMessage() + " (waited " + waited.toMillis() + " ms)", reason.getCause());
    }

    @Override
    public void start() {
        current.open();
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
        Connector connector = current.connector();
        try {
            if (connector != null && current.present() == null) {
                connector.awaitFirstAttempt(FIRST_ATTEMPT_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectOnce() {
        Connector first = current.prepareFirst();
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
        current.stop();
        Connection open = current.present();
        if (open != null) {
            draining = true;
            closer.close(open);
            current.forget();
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
        current.giveUp();
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
