package dev.natsbroker.spring.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key that somebody is loading. Thread-safe. */
final class KeyLocks {
    private final Map<String, Counted> locks = new ConcurrentHashMap<>();

    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        /** Changed only inside {@code compute} of its key. */
        private int users;
    }

    /**
     * Waits for the key's lock.
     *
     * @return whether it is held now; {@link #release} is needed in both cases
     */
    boolean acquire(String key, Duration waitAtMost) throws InterruptedException {
        Counted lock = locks.compute(key, (same, present) -> {
            Counted counted = present == null ? new Counted() : present;
            counted.users++;
            return counted;
        });
        try {
            return lock.tryLock(waitAtMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            release(key, false);
            throw e;
        }
    }

    void release(String key, boolean locked) {
        locks.computeIfPresent(key, (same, counted) -> {
            if (locked) {
                counted.unlock();
            }
            return --counted.users == 0 ? null : counted;
        });
    }
}
