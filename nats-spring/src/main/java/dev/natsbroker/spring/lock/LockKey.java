package dev.natsbroker.spring.lock;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsTimeoutException;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.BucketWatch;
import dev.natsbroker.spring.kv.BucketWatcher;
import dev.natsbroker.spring.kv.KeyExistsException;
import dev.natsbroker.spring.kv.RevisionMismatchException;
import io.nats.client.api.KeyValueWatchOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of a lock on the server, whose existence is that somebody holds the lock. Used by the thread that holds the lock among
 * threads; the calls block.
 */
final class LockKey {
    private static final Logger log = LoggerFactory.getLogger(NatsLock.class);

    private final NatsLockRegistry registry;
    private final String name;

    /** Holder of a key that may or may not have been created: the server's answer was lost. */
    private @Nullable String uncertainHolder;

    LockKey(NatsLockRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    /** Creates the key; null if it is there. */
    @Nullable
    Lease create() {
        String holder = registry.getOwner() + " " + UUID.randomUUID() + " "
                + Thread.currentThread().getName();
        long end = registry.nanoTime() + registry.getLease().toNanos();
        long revision;
        forgetUncertain();
        try {
            revision = create(holder);
        } catch (KeyExistsException e) {
            return null;
        } catch (NatsConnectionException | NatsTimeoutException e) {
            uncertainHolder = holder;
            throw e;
        }
        Lease lease = new Lease(registry, name, holder, revision, end);
        if (!lease.isValid()) {
            lease.release();
            return null;
        }
        return lease;
    }

    /** Removes the key of an earlier attempt, which otherwise nobody would hold until its lease runs out. */
    private void forgetUncertain() {
        if (uncertainHolder == null) {
            return;
        }
        BucketEntry<String> entry = registry.bucket().getEntry(name);
        if (entry != null && uncertainHolder.equals(entry.value())) {
            try {
                registry.delete(name, entry.revision());
            } catch (RevisionMismatchException e) {
                log.debug("Lock '{}' ran out while it was removed", name, e);
            }
        }
        uncertainHolder = null;
    }

    private long create(String holder) {
        try {
            return registry.bucket().create(name, holder, registry.getLease());
        } catch (BucketNotFoundException e) {
            registry.createBucket(e);
            return registry.bucket().create(name, holder, registry.getLease());
        }
    }

    /**
     * Tries whenever the key is gone, and once per lease; whether an attempt succeeded in time.
     *
     * @param start when the waiting began, as of {@link System#nanoTime}
     */
    boolean await(BooleanSupplier attempt, long start, long limitNanos) throws InterruptedException {
        Semaphore freed = new Semaphore(0);
        BucketWatcher<String> watcher = new BucketWatcher<>() {
            @Override
            public void onEntry(BucketEntry<String> entry) {
                if (!entry.isPut()) {
                    freed.release();
                }
            }

            @Override
            public void onError(NatsException error) {
                freed.release();
            }
        };
        try (BucketWatch watch = registry.bucket().watch(List.of(name), watcher, KeyValueWatchOption.META_ONLY)) {
            return watch != null && await(attempt, freed, start, limitNanos);
        }
    }

    private boolean await(BooleanSupplier attempt, Semaphore freed, long start, long limitNanos)
            throws InterruptedException {
        long pause = registry.getLease().toNanos();
        while (true) {
            freed.drainPermits();
            if (attempt.getAsBoolean()) {
                return true;
            }
            long left = limitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            boolean told = freed.tryAcquire(Math.min(left, pause), TimeUnit.NANOSECONDS);
            log.debug("Trying lock '{}' again, told that it is free: {}", name, told);
        }
    }
}
