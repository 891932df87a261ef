package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.runtime.Timers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets so many TLS handshakes begin in a second, and reports once a second how many it refused. Thread-safe. */
final class HandshakeLimiter {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long limit;
    private final BrokerClock clock;
    private final ServerLog log;
    /** Taken once for each connection that wants TLS. */
    private final ReentrantLock lock = new ReentrantLock();

    private long begun;
    private long refused;
    private long secondStart;

    /** @param limit handshakes per second; 0 for any number */
    HandshakeLimiter(long limit, BrokerClock clock, ServerLog log) {
        this.limit = limit;
        this.clock = clock;
        this.log = log;
        this.secondStart = clock.nanoTime() - SECOND_NANOS;
    }

    /**
     * Whether one more handshake may begin now.
     *
     * @param timers the caller's, for the report
     */
    boolean admit(Timers timers) {
        if (limit <= 0) {
            return true;
        }
        lock.lock();
        try {
            long now = clock.nanoTime();
            if (now - secondStart >= SECOND_NANOS) {
                secondStart = now;
                begun = 0;
            }
            if (begun < limit) {
                begun++;
                return true;
            }
            if (refused++ == 0) {
                timers.after(SECOND_NANOS, this::report);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void report() {
        long count;
        lock.lock();
        try {
            count = refused;
            refused = 0;
        } finally {
            lock.unlock();
        }
        log.warn("Rejected " + count + " connections due to TLS rate limiting");
    }
}
