package dev.natsbroker.spring.lock;

import dev.natsbroker.spring.NatsException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock across processes; see {@link NatsLockRegistry} for what it guarantees. Reentrant for its thread. While it waits it is
 * told by the server when the lock becomes free, and looks itself once per lease.
 *
 * <pre>{@code
 * try (NatsLock.Held held = registry.obtain("invoices").acquire()) {
 *     store.write(invoice, held.fencingToken());
 * }
 * }</pre>
 */
public final class NatsLock implements Lock {
    private final NatsLockRegistry registry;
    private final String name;
    private final ReentrantLock local = new ReentrantLock();

    /** Guarded by {@link #local}. */
    private final LockKey key;

    private volatile @Nullable Lease lease;

    NatsLock(NatsLockRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
        this.key = new LockKey(registry, name);
    }

    /** The lock while it is held, for try-with-resources. */
    public interface Held extends AutoCloseable {
        /** Number of this acquisition, greater than those of all earlier ones in the bucket. */
        long fencingToken();

        /** Whether it is still held. */
        boolean isHeld();

        /**
         * Unlocks.
         *
         * @throws LockLostException if it was lost meanwhile
         */
        @Override
        void close();
    }

    /** Name of the lock. */
    public String getName() {
        return name;
    }

    /** Waits for the lock as long as it takes, or until interrupted; see {@link #lockInterruptibly()}. */
    public Held acquire() throws InterruptedException {
        lockInterruptibly();
        return new HeldLock(fencingToken());
    }

    /** Waits for the lock for some time at most; null if it was not to be had. */
    public @Nullable Held acquire(Duration waitAtMost) throws InterruptedException {
        return tryLock(waitAtMost.toNanos(), TimeUnit.NANOSECONDS) ? new HeldLock(fencingToken()) : null;
    }

    /**
     * Whether this JVM holds the lock, by any thread, and its lease has not run out. Does not ask the server.
     */
    public boolean isHeld() {
        Lease current = lease;
        return current != null && current.isValid();
    }

    /**
     * Number of the acquisition that holds.
     *
     * @throws LockLostException if it was lost
     * @throws IllegalMonitorStateException if the current thread does not hold it
     */
    public long fencingToken() {
        Lease current = requireLease();
        if (!current.isValid()) {
            throw new LockLostException(name, current.fencingToken());
        }
        return current.fencingToken();
    }

    /** Waits for the lock as long as it takes; an interrupt is kept for later. Errors are those of {@link #lockInterruptibly}. */
    @Override
    public void lock() {
        boolean interrupted = false;
        while (true) {
            try {
                lockInterruptibly();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the lock as long as it takes.
     *
     * @throws LockLostException if the thread holds it already, but has lost it
     * @throws NatsException if the server cannot be asked; whoever wants to wait for the server tries again
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        return local.tryLock() && completeLocal(this::attempt);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long start = System.nanoTime();
        long limit = unit.toNanos(time);
        if (!local.tryLock(limit, TimeUnit.NANOSECONDS)) {
            return false;
        }
        boolean[] interrupted = {false};
        boolean locked = completeLocal(() -> {
            try {
                return attempt() || key.await(this::attempt, start, limit);
            } catch (InterruptedException e) {
                interrupted[0] = true;
                return false;
            }
        });
        if (interrupted[0]) {
            throw new InterruptedException("Interrupted while waiting for lock '" + name + "'");
        }
        return locked;
    }

    private interface Attempt {
        boolean run();
    }

    /** With the lock among threads in hand, gets the one among processes; gives the former back if that fails. */
    private boolean completeLocal(Attempt attempt) {
        boolean locked = false;
        try {
            locked = local.getHoldCount() > 1 ? fencingToken() > 0 : attempt.run();
            return locked;
        } finally {
            if (!locked) {
                local.unlock();
            }
        }
    }

    private boolean attempt() {
        Lease fresh = key.create();
        if (fresh == null) {
            return false;
        }
        lease = fresh;
        registry.hold(this, fresh);
        return true;
    }

    /**
     * Gives the lock back. If the server is away the key stays until its lease runs out, and this does not fail.
     *
     * @throws LockLostException if it was lost before; it is given back all the same
     * @throws IllegalMonitorStateException if the current thread does not hold it
     */
    @Override
    public void unlock() {
        Lease current = requireLease();
        if (local.getHoldCount() > 1) {
            local.unlock();
            return;
        }
        boolean kept;
        try {
            registry.release(this, current);
            kept = current.release();
        } finally {
            lease = null;
            local.unlock();
        }
        if (!kept) {
            throw new LockLostException(name, current.fencingToken());
        }
    }

    private Lease requireLease() {
        Lease current = lease;
        if (!local.isHeldByCurrentThread() || current == null) {
            throw new IllegalMonitorStateException("Lock '" + name + "' is not held by the current thread");
        }
        return current;
    }

    /** Not supported: there are no conditions across processes. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("Locks across processes have no conditions");
    }

    @Override
    public String toString() {
        return "NatsLock[" + name + (isHeld() ? ", held]" : "]");
    }

    private final class HeldLock implements Held {
        private final long token;

        HeldLock(long token) {
            this.token = token;
        }

        @Override
        public long fencingToken() {
            return token;
        }

        @Override
        public boolean isHeld() {
            return NatsLock.this.isHeld();
        }

        @Override
        public void close() {
            unlock();
        }
    }
}
