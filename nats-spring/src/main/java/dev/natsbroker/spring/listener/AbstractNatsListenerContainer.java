package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.event.NatsListenerEvent;
import dev.natsbroker.spring.event.NatsListenerEvent.Type;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener;
import io.nats.client.ConnectionListener.Events;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The life of a container: one lock for starting, stopping, pausing and resuming, so that what subclasses do in {@code do…} is
 * never done twice at a time. Numbers and state are read without it.
 */
public abstract class AbstractNatsListenerContainer implements NatsListenerContainer {
    private static final Logger log = LoggerFactory.getLogger(AbstractNatsListenerContainer.class);

    /** Numbers of this container. */
    protected final ListenerCounters counters = new ListenerCounters();

    private final ReentrantLock lifecycle = new ReentrantLock();
    private final String id;
    private final NatsConnectionFactory connectionFactory;
    private final boolean autoStartup;
    private final Duration shutdownTimeout;
    private volatile ListenerState state = ListenerState.STOPPED;
    private volatile boolean paused;
    /** Which start a connection that comes late belongs to; guarded by the lock. */
    private long generation;
    /** What it receives from; guarded by the lock. */
    private @Nullable Connection used;

    private final ConnectionListener closed = this::onConnectionEvent;
    private final ContainerEvents events = new ContainerEvents();

    /**
     * A stopped container.
     *
     * @param shutdownTimeout how long handlers that run may take to end when the container is stopped
     */
    protected AbstractNatsListenerContainer(
            String id, NatsConnectionFactory connectionFactory, boolean autoStartup, Duration shutdownTimeout) {
        this.id = id;
        this.connectionFactory = connectionFactory;
        this.autoStartup = autoStartup;
        this.shutdownTimeout = shutdownTimeout;
    }

    /** Is told what happens to this container as {@link NatsListenerEvent}s; nobody if not set. */
    public final void setApplicationEventPublisher(@Nullable ApplicationEventPublisher publisher) {
        events.setPublisher(publisher);
    }

    /** Begins to receive; under the lock. May wait for the server's answers. Throws if that is not possible. */
    protected abstract void doStart(Connection connection) throws Exception;

    /**
     * Takes no new messages at once, lets handlers that run end within {@code limit}, then interrupts them; under the lock.
     * What was not handled to its end is not acknowledged.
     */
    protected abstract void doStop(Duration limit);

    /** Whether the application cannot go on when this listener cannot be started. */
    protected boolean isFatal() {
        return true;
    }

    /** Takes no more messages; under the lock, only while running. */
    protected abstract void doPause();

    /** Takes messages again; under the lock, only while running. */
    protected abstract void doResume();

    @Override
    public final void start() {
        try {
            if (startNow()) {
                events.started(this);
            }
        } catch (RuntimeException e) {
            events.failed(this, e);
            if (isFatal()) {
                throw e;
            }
            logNotStarted(e);
        }
    }

    /** Whether it has started; not if it had before, or waits for the connection. */
    private boolean startNow() {
        lifecycle.lock();
        try {
            if (isRunning()) {
                return false;
            }
            long started = ++generation;
            state = ListenerState.STARTING;
            CompletableFuture<Connection> connected = connectionFactory.whenConnected();
            if (connected.isDone()) {
                return startOn(join(connected));
            }
            log.info("Listener '{}' waits for connection '{}'", id, getConnectionName());
            connected.whenComplete((connection, error) -> startLater(started, connection, error));
            return false;
        } catch (RuntimeException e) {
            state = ListenerState.FAILED;
            throw e;
        } finally {
            lifecycle.unlock();
        }
    }

    private void logNotStarted(RuntimeException e) {
        log.error("Listener '{}' could not be started, start it again when the cause is gone", id, e);
    }

    private Connection join(CompletableFuture<Connection> connected) {
        try {
            return connected.join();
        } catch (CompletionException e) {
            throw new ListenerStartException(id, e.getCause());
        }
    }

    // On the connecting thread, which must not wait for the server: it is the one that would read its answers.
    private void startLater(long started, @Nullable Connection connection, @Nullable Throwable error) {
        inBackground(() -> connected(started, connection, error));
    }

    /** Starts on a thread of its own, under the lock, and tells what became of it; {@code start} says whether it has started. */
    private void inBackground(BooleanSupplier start) {
        Thread starter = new Thread(() -> startAndTell(start), "nats-start-" + id);
        starter.setDaemon(true);
        starter.start();
    }

    private void startAndTell(BooleanSupplier start) {
        boolean started = false;
        RuntimeException failure = null;
        lifecycle.lock();
        try {
            started = start.getAsBoolean();
        } catch (RuntimeException e) {
            state = ListenerState.FAILED;
            failure = e;
        } finally {
            lifecycle.unlock();
        }
        if (started) {
            events.started(this);
        } else if (failure != null) {
            logNotStarted(failure);
            events.failed(this, failure);
        }
    }

    private boolean connected(long started, @Nullable Connection connection, @Nullable Throwable error) {
        if (started != generation || state != ListenerState.STARTING) {
            return false;
        }
        if (connection == null) {
            throw new ListenerStartException(id, error);
        }
        return startOn(connection);
    }

    /** Starts on this connection, or on the next if this one was closed meanwhile; whether it has started. */
    private boolean startOn(Connection connection) {
        try {
            startWith(connection);
            return true;
        } catch (RuntimeException e) {
            boolean replaced =
                    connectionFactory.isDraining() || connectionFactory.getConnectionIfPresent() != connection;
            if (!replaced) {
                throw e;
            }
            log.debug("Listener '{}' could not be started on a connection that was closed meanwhile", id, e);
            state = ListenerState.STOPPED;
            return startNow();
        }
    }

    private void startWith(Connection connection) {
        try {
            doStart(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ListenerStartException(id, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ListenerStartException(id, e);
        }
        state = ListenerState.RUNNING;
        used = connection;
        connection.addConnectionListener(closed);
        if (connection.getStatus() == Status.CLOSED) {
            // before it could be told
            onConnectionEvent(connection, Events.CLOSED);
        }
        if (paused) {
            doPause();
        }
        log.debug("Listener '{}' receives from {}", id, getSources());
    }

    @Override
    public final void stop() {
        boolean change;
        lifecycle.lock();
        try {
            change = isRunning();
            boolean receives = state == ListenerState.RUNNING;
            generation++;
            if (receives) {
                stopReceiving();
            }
        } finally {
            state = ListenerState.STOPPED;
            lifecycle.unlock();
        }
        if (change) {
            events.changed(this, Type.STOPPED);
        }
    }

    private void stopReceiving() {
        state = ListenerState.STOPPING;
        Connection connection = used;
        used = null;
        if (connection != null) {
            connection.removeConnectionListener(closed);
        }
        doStop(shutdownTimeout);
    }

    // On a thread of the client library, which must not wait.
    private void onConnectionEvent(Connection connection, Events event) {
        if (event == Events.CLOSED) {
            inBackground(() -> goOnWithAnother(connection));
        }
    }

    /** The connection was given up for good, and this container had not been stopped before. */
    private boolean goOnWithAnother(Connection givenUp) {
        if (used != givenUp || state != ListenerState.RUNNING) {
            return false;
        }
        log.warn("Connection '{}' of listener '{}' is closed; starting it again", getConnectionName(), id);
        stopReceivingAnyhow();
        state = ListenerState.STOPPED;
        return startNow();
    }

    private void stopReceivingAnyhow() {
        try {
            stopReceiving();
        } catch (RuntimeException e) {
            log.warn("Listener '{}' did not end well on its closed connection", id, e);
        }
    }

    @Override
    public final void stop(Runnable callback) {
        // A thread of its own, so that all containers of an application end their handlers side by side.
        Thread stopper = new Thread(
                () -> {
                    try {
                        stop();
                    } finally {
                        callback.run();
                    }
                },
                "nats-stop-" + id);
        stopper.start();
    }

    @Override
    public final void pause() {
        boolean change;
        lifecycle.lock();
        try {
            change = !paused;
            paused = true;
            if (change && state == ListenerState.RUNNING) {
                doPause();
            }
        } finally {
            lifecycle.unlock();
        }
        if (change) {
            events.changed(this, Type.PAUSED);
        }
    }

    @Override
    public final void resume() {
        boolean change;
        lifecycle.lock();
        try {
            change = paused;
            paused = false;
            if (change && state == ListenerState.RUNNING) {
                doResume();
            }
        } finally {
            lifecycle.unlock();
        }
        if (change) {
            events.changed(this, Type.RESUMED);
        }
    }

    /** Tells the application that this container cannot receive, though it runs and goes on trying. */
    protected final void publishFailure(Throwable failure) {
        if (lifecycle.isHeldByCurrentThread()) {
            events.keepForStarted(failure);
        } else {
            events.failed(this, failure);
        }
    }

    @Override
    public final boolean isPaused() {
        return paused;
    }

    @Override
    public final boolean isRunning() {
        ListenerState now = state;
        return now == ListenerState.RUNNING || now == ListenerState.STARTING || now == ListenerState.STOPPING;
    }

    @Override
    public final ListenerState getState() {
        return state;
    }

    @Override
    public final boolean isAutoStartup() {
        return autoStartup;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final NatsConnectionFactory getConnectionFactory() {
        return connectionFactory;
    }

    /** Messages that wait for this listener, null if that is not known. Must not wait for the server. */
    protected @Nullable Long lag() {
        return null;
    }

    /** Messages that the client library dropped because the listener was too slow. */
    protected long dropped() {
        return 0;
    }

    @Override
    public ListenerSnapshot getSnapshot() {
        return new ListenerSnapshot(
                id,
                getKind(),
                getConnectionName(),
                getSources(),
                state,
                paused,
                counters.received(),
                counters.processed(),
                counters.failed(),
                counters.inFlight(),
                dropped(),
                lag());
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " [id=" + id + ", sources=" + getSources() + ", state=" + state + "]";
    }
}
