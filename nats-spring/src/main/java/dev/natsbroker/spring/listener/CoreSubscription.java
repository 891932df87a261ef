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
import java.util.function.BooleanSupplier;
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

    /** Unsubscribes; what has arrived is still handled. Does not wait for a server that is away. */
    void beginDrain() {
        if (draining != null || !dispatcher.isActive()) {
            return;
        }
        if (isConnected()) {
            draining = drainWithServer();
        } else if (dispatcher.getPendingMessageCount() <= 0) {
            draining = unsubscribeHere();
        } else {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            draining = done;
            Thread drainer = new Thread(() -> drainLater(done), "nats-drain-" + listenerId);
            drainer.setDaemon(true);
            drainer.start();
        }
    }

    private boolean isConnected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    private CompletableFuture<Boolean> drainWithServer() {
        try {
            Duration limit = options.shutdownTimeout();
            return RoundTrips.inTurn(connection, limit, () -> dispatcher.drain(limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.debug("Listener '{}' has no connection to unsubscribe on", listenerId, e);
        }
        return CompletableFuture.completedFuture(false);
    }

    /** The client library then does not subscribe again when the server is back. It would forget what waits here. */
    private CompletableFuture<Boolean> unsubscribeHere() {
        try {
            options.subjects().forEach(pattern -> dispatcher.unsubscribe(pattern.subject()));
        } catch (IllegalStateException e) {
            log.debug("Listener '{}' has no connection to unsubscribe on", listenerId, e);
        }
        return CompletableFuture.completedFuture(true);
    }

    private void drainLater(CompletableFuture<Boolean> done) {
        awaitNothingPending(options.shutdownTimeout(), () -> !isConnected());
        CompletableFuture<Boolean> drained = isConnected() ? drainWithServer() : unsubscribeHere();
        drained.whenComplete((value, failure) -> done.complete(failure == null && value));
    }

    /** Unsubscribes and waits until the receiving thread has handed over all that has arrived; whether it has in time. */
    boolean drain(Duration limit) {
        if (!isConnected()) {
            // Nothing arrives, and the client library would wait for the server first.
            return awaitNothingPending(limit, () -> true);
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

    private boolean awaitNothingPending(Duration limit, BooleanSupplier goOn) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (dispatcher.getPendingMessageCount() > 0 && goOn.getAsBoolean()) {
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
