package dev.natsbroker.spring.lock;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.kv.RevisionMismatchException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One acquisition of a lock. {@code changing} is held while the key is renewed or deleted, so that a renewal never comes after
 * the release.
 */
final class Lease {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    private final NatsLockRegistry registry;
    private final String name;
    private final String holder;
    private final long fencingToken;
    private final ReentrantLock changing = new ReentrantLock();
    private long revision;
    private volatile long endNanos;
    private volatile boolean lost;
    private volatile boolean released;

    Lease(NatsLockRegistry registry, String name, String holder, long revision, long endNanos) {
        this.registry = registry;
        this.name = name;
        this.holder = holder;
        this.fencingToken = revision;
        this.revision = revision;
        this.endNanos = endNanos;
    }

    long fencingToken() {
        return fencingToken;
    }

    /** Whether the server cannot have given the lock to anybody else. */
    boolean isValid() {
        return !lost && !released && endNanos - registry.nanoTime() > 0;
    }

    /** Extends the lease; false if it is lost. A server that is away is asked again until the lease runs out. */
    boolean renew() {
        changing.lock();
        try {
            if (released) {
                return true;
            }
            if (isValid()) {
                tryRenew();
            }
            lost = !isValid();
            return !lost;
        } finally {
            changing.unlock();
        }
    }

    private void tryRenew() {
        long end = registry.nanoTime() + registry.getLease().toNanos();
        try {
            revision = registry.bucket().update(name, holder, revision, registry.getLease());
            endNanos = end;
        } catch (RevisionMismatchException | BucketNotFoundException e) {
            // a renewal whose answer was lost changed the revision too: the key tells whose it is
            adopt(end);
        } catch (NatsException e) {
            log.warn("Cannot renew lock '{}'; trying again until its lease runs out: {}", name, e.getMessage());
        }
    }

    private void adopt(long end) {
        try {
            var entry = registry.bucket().getEntry(name);
            if (entry == null || !holder.equals(entry.value())) {
                lost = true;
            } else {
                revision = entry.revision();
                revision = registry.bucket().update(name, holder, revision, registry.getLease());
                endNanos = end;
            }
        } catch (RevisionMismatchException | BucketNotFoundException e) {
            lost = true;
        } catch (NatsException e) {
            log.warn("Cannot renew lock '{}'; trying again until its lease runs out: {}", name, e.getMessage());
        }
    }

    /** Gives the lock back; false if it was lost before. */
    boolean release() {
        changing.lock();
        try {
            boolean valid = isValid();
            released = true;
            if (valid) {
                valid = delete();
            }
            return valid;
        } finally {
            changing.unlock();
        }
    }

    private boolean delete() {
        try {
            registry.delete(name, revision);
            return true;
        } catch (RevisionMismatchException | BucketNotFoundException e) {
            return deleteOwn();
        } catch (NatsException e) {
            log.warn(
                    "Lock '{}' is released here, but its key could not be deleted; others get it when the lease of {} has run"
                            + " out: {}",
                    name,
                    registry.getLease(),
                    e.getMessage());
            return true;
        }
    }

    /** The answer to the last renewal was lost, so the revision is not the one known. */
    private boolean deleteOwn() {
        try {
            var entry = registry.bucket().getEntry(name);
            if (entry == null || !holder.equals(entry.value())) {
                return false;
            }
            registry.delete(name, entry.revision());
            return true;
        } catch (NatsException e) {
            log.warn("The key of lock '{}' could not be deleted: {}", name, e.getMessage());
            return false;
        }
    }
}
