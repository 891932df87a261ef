package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.listener.method.SubjectPattern;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of one run of a core listener, all on one dispatcher, and so on one receiving thread. Opened and closed under
 * the container's lock.
 */
final class CoreSubscription {
    private static final Logger log = LoggerFactory.getLogger(CoreSubscription.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String listenerId;
    private final Connection connection;
    private final CoreListenerOptions options;
    private final Dispatcher dispatcher;
    private @Nullable CompletableFuture<Boolean> draining;
    /** Written by the receiving thread only. */
    private long droppedReported;

    CoreSubscription(String listenerId, Connection connection, CoreListenerOptions options) {
        this.listenerId = listenerId;
        this.connection = connection;
        this.options = options;
        this.dispatcher = connection.createDispatcher();
        dispatcher.setPendingLimits(options.pendingMessagesMax(), options.pendingBytesMax());
    }

    void open(BiConsumer<Message, SubjectPattern> receiver) {
        for (SubjectPattern pattern : options.subjects()) {
            String queue = options.queue();
            if (queue == null) {
                dispatcher.subscribe(pattern.subject(), message -> receiver.accept(message, pattern));
            } else {
                dispatcher.subscribe(pattern.subject(), queue, message -> receiver.accept(message, pattern));
            }
        }
    }

    /** Says so when the client library has dropped messages since the last time; on the receiving thread. */
    void checkDropped() {
        long dropped = dispatcher.getDroppedCount();
        if (dropped != droppedReported) {
            log.warn(
                    "Listener '{}' is too slow: {} messages were dropped because {} messages or {} bytes waited; make it"
                            + " faster, raise its concurrency, or raise pendingMessages and pendingBytes",
                    listenerId,
                    dropped - droppedReported,
                    options.pendingMessagesMax(),
                    options.pendingBytesMax());
            droppedReported = dropped;
        }
    }

    long dropped() {
        return dispatcher.getDroppedCount();
    }

    long pending() {
        return Math.max(0, dispatcher.getPendingMessageCount());
    }

    /** Unsubscribes; what has arrived is still handled. */
    void beginDrain() {
        if (draining != null || !dispatcher.isActive()) {
            return;
        }
        try {
            draining = RoundTrips.inTurn(connection, () -> dispatcher.drain(options.shutdownTimeout()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("Listener '{}' has no connection to unsubscribe on", listenerId, e);
        }
    }

    /** Unsubscribes and waits until the receiving thread has handed over all that has arrived; whether it has in time. */
    boolean drain(Duration limit) {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            // Nothing arrives, and the client library would wait for the server first.
            return awaitNothingPending(limit);
        }
        beginDrain();
        CompletableFuture<Boolean> drained = draining;
        try {
            return drained == null || drained.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private boolean awaitNothingPending(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (dispatcher.getPendingMessageCount() > 0) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Ends the receiving thread, by an interrupt if it still runs a handler. */
    void close() {
        Dispatchers.close(connection, dispatcher);
    }
}
