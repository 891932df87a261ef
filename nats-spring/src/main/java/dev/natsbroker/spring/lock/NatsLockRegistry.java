package dev.natsbroker.spring.lock;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueOperations;
import io.nats.client.api.KeyValueConfiguration;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * Gives locks that exclude each other across all processes which use the same bucket.
 *
 * <p><b>What is guaranteed.</b> A lock is a key that only its holder creates, renews and deletes, each on the condition of the
 * last revision: the server never has two holders of a lock at a time. The key has a time to live, the lease, and is renewed
 * each third of it. If the holder cannot renew (server away, process dead or paused), the lease runs out and others can get the
 * lock. The holder counts its lease from before it asked, so by clocks of equal speed it knows of the loss first:
 * {@link NatsLock#isHeld()} turns false, the listener is told and {@link NatsLock#unlock()} throws.
 *
 * <p><b>What is not.</b> No lease can stop a process that was paused at the wrong moment: between a check of {@code isHeld()} and
 * a write, the lock may go to another. Therefore each acquisition has a fencing token, greater than all before it for this
 * bucket: what the lock protects must refuse a token smaller than the greatest it has seen. A bucket in memory, or one that was
 * deleted, forgets its locks and begins tokens anew. Locks are not fair.
 *
 * <p>Within a JVM a lock is reentrant for its thread. Thread-safe. Closing the registry stops renewals: what is held then runs
 * out with its lease.
 */
public final class NatsLockRegistry implements DisposableBean, AutoCloseable {
    /** Bucket that locks live in by default. */
    public static final String DEFAULT_BUCKET = "locks";

    private static final Logger log = LoggerFactory.getLogger(NatsLockRegistry.class);
    private static final Duration MARKER = Duration.ofMinutes(1);

    private final KeyValueOperations keyValue;
    private final KeyValueBucket<String> bucket;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final LockLostListener listener;
    private final String owner = UUID.randomUUID().toString();
    private final ScheduledExecutorService scheduler;
    private final ExecutorService workers;
    private final Map<NatsLock, Lease> held = new ConcurrentHashMap<>();
    private final Map<String, WeakReference<NatsLock>> locks = new ConcurrentHashMap<>();
    private final ReferenceQueue<NatsLock> unused = new ReferenceQueue<>();

    /** A registry with the default bucket, which it makes with the first lock if it is missing. */
    public NatsLockRegistry(KeyValueOperations keyValue, Duration lease) {
        this(keyValue, DEFAULT_BUCKET, lease, (lock, token) -> {});
    }

    /**
     * A registry.
     *
     * @param bucketName the bucket, which is made with the first lock if it is missing; one that exists needs a history of 1 and
     *     a limit marker
     * @param lease after which time without renewal others get a lock; whole seconds, at least 3
     * @param listener told of locks that are lost
     */
    public NatsLockRegistry(KeyValueOperations keyValue, String bucketName, Duration lease, LockLostListener listener) {
        this(keyValue, bucketName, lease, listener, System::nanoTime);
    }

    NatsLockRegistry(
            KeyValueOperations keyValue,
            String bucketName,
            Duration lease,
            LockLostListener listener,
            LongSupplier nanoTime) {
        Assert.isTrue(
                lease.compareTo(Duration.ofSeconds(3)) >= 0 && lease.getNano() == 0,
                () -> "Lease " + lease + " of locks is not a whole number of seconds, at least PT3S");
        this.keyValue = keyValue;
        this.bucket = keyValue.bucket(bucketName, String.class);
        this.lease = lease;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.scheduler = newScheduler();
        this.workers = Executors.newCachedThreadPool(daemons("nats-lock-renewal-"));
        long period = lease.toMillis() / 3;
        scheduler.scheduleWithFixedDelay(this::renewHeld, period, period, TimeUnit.MILLISECONDS);
    }

    private static ScheduledExecutorService newScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, daemons("nats-lock-"));
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    private static CustomizableThreadFactory daemons(String prefix) {
        CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
        threads.setDaemon(true);
        return threads;
    }

    /**
     * The lock of this name; the same object for the same name as long as anybody has it.
     *
     * @param name any key of a bucket: A-Z, a-z, 0-9, '-', '/', '_', '=' and single dots between them
     */
    public NatsLock obtain(String name) {
        forgetUnused();
        while (true) {
            NatsLock known = locks.computeIfAbsent(name, this::newReference).get();
            if (known != null) {
                return known;
            }
            locks.computeIfPresent(name, (key, reference) -> reference.get() == null ? null : reference);
        }
    }

    private WeakReference<NatsLock> newReference(String name) {
        return new WeakReference<>(new NatsLock(this, name), unused);
    }

    /** Locks that nobody has any more; those that are held are in {@link #held}. */
    private void forgetUnused() {
        Reference<? extends NatsLock> gone = unused.poll();
        if (gone != null) {
            while (gone != null) {
                gone = unused.poll();
            }
            locks.values().removeIf(reference -> reference.get() == null);
        }
    }

    /** Id of this registry in the values of its locks. */
    public String getOwner() {
        return owner;
    }

    /** The time without renewal after which others get a lock. */
    public Duration getLease() {
        return lease;
    }

    KeyValueBucket<String> bucket() {
        return bucket;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Deletes the key of a lock with a marker that goes away, so that the markers of many locks do not pile up. */
    void delete(String name, long revision) {
        bucket.purge(name, revision, MARKER);
    }

    void createBucket(BucketNotFoundException missing) {
        try {
            keyValue.createOrUpdate(KeyValueConfiguration.builder(missing.getBucket())
                    .maxHistoryPerKey(1)
                    .limitMarker(MARKER)
                    .build());
        } catch (NatsException e) {
            e.addSuppressed(missing);
            throw e;
        }
    }

    void hold(NatsLock lock, Lease newLease) {
        held.put(lock, newLease);
    }

    void release(NatsLock lock, Lease oldLease) {
        held.remove(lock, oldLease);
    }

    /** Renews what is held; each in a thread of its own, so that one which waits for the server delays no other. */
    void renewHeld() {
        held.forEach((lock, current) -> workers.execute(() -> renew(lock, current)));
    }

    private void renew(NatsLock lock, Lease current) {
        if (!current.renew() && held.remove(lock, current)) {
            log.warn(
                    "Lock '{}' with fencing token {} was lost while it was held",
                    lock.getName(),
                    current.fencingToken());
            listener.lockLost(lock.getName(), current.fencingToken());
        }
    }

    @Override
    public void destroy() {
        close();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        workers.shutdownNow();
    }
}
