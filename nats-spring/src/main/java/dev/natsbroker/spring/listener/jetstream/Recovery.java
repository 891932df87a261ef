package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsConnectionException;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a consumption back that has lost its consumer, or could not begin: tries until it consumes or is not wanted any more, and
 * says why it cannot. Thread-safe; one thread tries at a time, which may wait for the server.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final String listener;
    private final String source;
    private final Duration interval;
    private final Connection connection;
    private final Executor executor;
    private final ScheduledExecutorService scheduler;
    private final Consumer<Throwable> onFailure;
    private final Target target;
    private final AtomicBoolean recovering = new AtomicBoolean();
    private volatile @Nullable String lastFailure;

    /** What is brought back. */
    interface Target {
        /** Whether it is neither paused nor stopped. */
        boolean isWanted();

        /** Waits until it is stopped; whether it was in time. */
        boolean awaitStopped(Duration limit) throws InterruptedException;

        /** Whether it has a source of messages. */
        boolean isOpen();

        /** Whether the consumer of its source exists: what looked like a loss was none. Asks the server. */
        boolean isStillThere();

        /** Ends receiving. */
        void close();

        /** Begins to receive; asks the server. */
        void open();
    }

    Recovery(JetStreamConsumption.Parts parts, Connection connection, Target target) {
        this.listener = parts.settings().id();
        this.source = parts.consumer().describe();
        this.interval = parts.settings().retryInterval();
        this.connection = connection;
        this.executor = parts.executor();
        this.scheduler = parts.scheduler();
        this.onFailure = parts.onFailure();
        this.target = target;
    }

    /** Begins to try, if nobody does; {@code reason} is why. */
    void begin(String reason) {
        if (target.isWanted() && recovering.compareAndSet(false, true)) {
            try {
                executor.execute(() -> recover(reason));
            } catch (RejectedExecutionException e) {
                recovering.set(false);
                noteFailure(e);
                scheduler.schedule(() -> begin(reason), interval.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    private void recover(String reason) {
        try {
            untilConsuming(reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            recovering.set(false);
        }
        if (!target.isOpen()) {
            // resumed while this ended
            begin(reason);
        }
    }

    private void untilConsuming(String reason) throws InterruptedException {
        boolean waitFirst = lastFailure != null && !target.isOpen();
        while (target.isWanted() && !(waitFirst && target.awaitStopped(interval))) {
            try {
                requireConnected();
                reopen(reason);
                return;
            } catch (RuntimeException e) {
                noteFailure(e);
                waitFirst = true;
            }
        }
    }

    private void reopen(String reason) {
        if (target.isOpen()) {
            if (target.isStillThere()) {
                succeeded();
                return;
            }
            log.warn("Listener '{}' sets up {} again: {}", listener, source, reason);
            target.close();
        }
        target.open();
    }

    /** What asks the server while it is away waits for long, and a pause for that. */
    private void requireConnected() {
        Connection.Status status = connection.getStatus();
        if (status != Connection.Status.CONNECTED) {
            throw new NatsConnectionException("The connection is " + status, null);
        }
    }

    /** It consumes. */
    void succeeded() {
        if (lastFailure != null) {
            log.info("Listener '{}' consumes from {}", listener, source);
        }
        lastFailure = null;
    }

    /** It cannot consume. */
    void noteFailure(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        if (text.equals(lastFailure)) {
            log.debug("Listener '{}' still cannot consume: {}", listener, text);
        } else {
            log.warn(
                    "Listener '{}' cannot consume from {} and tries again every {}: {}",
                    listener,
                    source,
                    interval,
                    text);
            log.debug("Failure of listener '{}'", listener, e);
            onFailure.accept(e);
        }
        lastFailure = text;
    }

    /** Why it does not consume; null if it does. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }
}
