package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.Options;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A watch that begins again behind the last change it delivered whenever the connection comes back, since the server may have
 * forgotten its consumer, and when another connection takes the place of one that was closed. Each beginning is a generation; what
 * older ones still deliver is dropped.
 *
 * <p>{@code delivery} is held during callbacks: two generations have different threads, and callbacks come one at a time.
 * {@code beginning} is held while a generation begins. Closing takes neither, so callbacks may close.
 */
final class ResumingWatch<T> implements BucketWatch {
    private static final long RETRY_MILLIS = 250;

    private final KeyValueTemplate template;
    private final String bucketName;
    private final List<String> filters;
    private final List<KeyValueWatchOption> options;
    private final BucketWatcher<T> watcher;
    private final Function<KeyValueEntry, BucketEntry<T>> decoder;
    private final ReentrantLock delivery = new ReentrantLock();
    private final ReentrantLock beginning = new ReentrantLock();
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicBoolean current = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<@Nullable NatsKeyValueWatchSubscription> subscription = new AtomicReference<>();
    private final AtomicReference<@Nullable Connection> listenedTo = new AtomicReference<>();
    private final ConnectionListener listener = new Reconnections();
    private volatile long lastRevision;
    private volatile boolean closed;

    ResumingWatch(
            KeyValueTemplate template,
            String bucketName,
            List<String> filters,
            List<KeyValueWatchOption> options,
            BucketWatcher<T> watcher,
            Function<KeyValueEntry, BucketEntry<T>> decoder) {
        this.template = template;
        this.bucketName = bucketName;
        this.filters = filters;
        this.options = options;
        this.watcher = watcher;
        this.decoder = decoder;
    }

    void start() {
        try {
            begin();
        } catch (NatsException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection connection = listenedTo.getAndSet(null);
        if (connection != null) {
            connection.removeConnectionListener(listener);
            unsubscribeSoon(connection);
        }
    }

    /**
     * At once if no callback runs: whoever drains the connection after a close would wait in vain for a dispatcher that ends
     * meanwhile.
     */
    private void unsubscribeSoon(Connection connection) {
        if (delivery.isHeldByCurrentThread() || !delivery.tryLock()) {
            unsubscribeLater(connection);
            return;
        }
        try {
            unsubscribe();
        } finally {
            delivery.unlock();
        }
    }

    /** Unsubscribing interrupts the thread of the callbacks, which may be this one: it waits until no callback runs. */
    private void unsubscribeLater(Connection connection) {
        try {
            connection.getOptions().getExecutor().execute(this::unsubscribe);
        } catch (RejectedExecutionException e) {
            // the connection was closed, and the subscription with it
            subscription.set(null);
        }
    }

    private void begin() {
        beginning.lock();
        try {
            template.<@Nullable Void>call(bucketName, "watch " + filters, bucket -> {
                listenTo(bucket.connection());
                begin(bucket);
                return null;
            });
        } finally {
            beginning.unlock();
        }
        if (closed) {
            unsubscribe();
        }
    }

    private void listenTo(Connection connection) {
        Connection before = listenedTo.getAndSet(connection);
        if (before != connection) {
            connection.addConnectionListener(listener);
        }
    }

    private void begin(OpenBucket bucket) throws IOException, JetStreamApiException, InterruptedException {
        int mine = generation.incrementAndGet();
        unsubscribe();
        long from = firstRevision(bucket);
        KeyValueWatchOption[] remaining = options.stream()
                .filter(option -> option != KeyValueWatchOption.UPDATES_ONLY)
                .toArray(KeyValueWatchOption[]::new);
        subscription.set(bucket.keyValue().watch(filters, new Generation(mine), from, remaining));
    }

    /** The revision to begin with, -1 for the last changes of all keys. A bucket that was made anew counts from 1 again. */
    private long firstRevision(OpenBucket bucket) throws IOException, JetStreamApiException, InterruptedException {
        long last = bucket.keyValue()
                .getStatus()
                .getBackingStreamInfo()
                .getStreamState()
                .getLastSequence();
        boolean first = generation.get() == 1;
        if (first && options.contains(KeyValueWatchOption.UPDATES_ONLY)) {
            lastRevision = last;
            return last + 1;
        }
        if (last < lastRevision) {
            lastRevision = 0;
        }
        boolean updatesOnly = options.contains(KeyValueWatchOption.UPDATES_ONLY);
        return lastRevision > 0 || updatesOnly ? lastRevision + 1 : -1;
    }

    private void unsubscribe() {
        NatsKeyValueWatchSubscription before = subscription.getAndSet(null);
        if (before == null) {
            return;
        }
        delivery.lock();
        try {
            before.unsubscribe();
        } catch (IllegalStateException e) {
            // the connection was closed, and the subscription with it
            return;
        } finally {
            delivery.unlock();
        }
    }

    private void resume(Connection connection) {
        if (closed) {
            return;
        }
        listenTo(connection);
        try {
            begin();
            failing.set(false);
        } catch (NatsException e) {
            if (failing.compareAndSet(false, true)) {
                watcher.onError(e);
            }
            Options clientOptions = connection.getOptions();
            if (connection.getStatus() == Connection.Status.CONNECTED) {
                clientOptions
                        .getScheduledExecutor()
                        .schedule(() -> resumeLater(connection), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void resumeLater(Connection connection) {
        connection.getOptions().getExecutor().execute(() -> resume(connection));
    }

    private final class Reconnections implements ConnectionListener {
        @Override
        @Deprecated
        public void connectionEvent(Connection connection, Events type) {
            if (type == Events.RECONNECTED) {
                resumeLater(connection);
            } else if (type == Events.CLOSED && !closed) {
                template.whenConnected().thenAcceptAsync(ResumingWatch.this::resume);
            }
        }
    }

    private final class Generation implements KeyValueWatcher {
        private final int number;

        Generation(int number) {
            this.number = number;
        }

        @Override
        public void watch(KeyValueEntry entry) {
            delivery.lock();
            try {
                if (!closed && number == generation.get()) {
                    lastRevision = entry.getRevision();
                    deliver(entry);
                }
            } finally {
                delivery.unlock();
            }
        }

        @Override
        public void endOfData() {
            delivery.lock();
            try {
                if (!closed && current.compareAndSet(false, true)) {
                    watcher.onCurrent();
                }
            } finally {
                delivery.unlock();
            }
        }
    }

    private void deliver(KeyValueEntry entry) {
        try {
            watcher.onEntry(decoder.apply(entry));
        } catch (NatsException e) {
            watcher.onError(e);
        } catch (RuntimeException e) {
            watcher.onError(new NatsException(
                    "The watcher of bucket '" + bucketName + "' failed at key '" + entry.getKey() + "', revision "
                            + entry.getRevision() + ": " + e.getMessage(),
                    e));
        }
    }
}
