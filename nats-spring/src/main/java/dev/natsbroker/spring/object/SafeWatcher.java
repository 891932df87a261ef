package dev.natsbroker.spring.object;

import io.nats.client.Connection;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreWatcher;
import io.nats.client.impl.NatsObjectStoreWatchSubscription;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch whose callbacks may fail and may close it. Unsubscribing interrupts the thread of the callbacks, so it is done elsewhere
 * while no callback runs: {@code delivery} is held during both.
 */
final class SafeWatcher implements ObjectStoreWatcher, ObjectWatch {
    private static final Logger log = LoggerFactory.getLogger(SafeWatcher.class);

    private final String bucket;
    private final Consumer<ObjectInfo> watcher;
    private final ReentrantLock delivery = new ReentrantLock();
    private @Nullable NatsObjectStoreWatchSubscription subscription;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    SafeWatcher(String bucket, Consumer<ObjectInfo> watcher) {
        this.bucket = bucket;
        this.watcher = watcher;
    }

    /** The watch has begun; callbacks may have come before. */
    void watched(Connection newConnection, NatsObjectStoreWatchSubscription newSubscription) {
        delivery.lock();
        try {
            connection = newConnection;
            subscription = newSubscription;
        } finally {
            delivery.unlock();
        }
        if (closed) {
            close();
        }
    }

    @Override
    public void watch(ObjectInfo info) {
        delivery.lock();
        try {
            if (!closed) {
                watcher.accept(info);
            }
        } catch (RuntimeException e) {
            log.error("The watcher of object store '{}' failed at object '{}'", bucket, info.getObjectName(), e);
        } finally {
            delivery.unlock();
        }
    }

    @Override
    public void endOfData() {
        // changes and what was there before need no distinction here
    }

    @Override
    public void close() {
        closed = true;
        Connection used = connection;
        if (used == null) {
            return;
        }
        try {
            used.getOptions().getExecutor().execute(this::unsubscribe);
        } catch (RejectedExecutionException e) {
            log.debug("The connection was closed, and the watch of object store '{}' with it", bucket);
        }
    }

    private void unsubscribe() {
        delivery.lock();
        try {
            NatsObjectStoreWatchSubscription ended = subscription;
            subscription = null;
            if (ended != null) {
                ended.unsubscribe();
            }
        } catch (IllegalStateException e) {
            log.debug("The connection was closed, and the watch of object store '{}' with it", bucket);
        } finally {
            delivery.unlock();
        }
    }
}
