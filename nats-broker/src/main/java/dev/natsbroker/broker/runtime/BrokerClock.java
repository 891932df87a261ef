package dev.natsbroker.broker.runtime;

import java.time.Instant;

/**
 * The broker's only source of time. All timers of a broker (pings, time-outs, expiry) run on it, so that a test can move
 * time instead of sleeping. Implementations are thread-safe.
 */
public interface BrokerClock {
    /** A monotonic reading in nanoseconds; only differences mean something. */
    long nanoTime();

    /** The wall-clock time. */
    Instant now();

    /** The wall-clock time in nanoseconds since 1970. */
    default long epochNanos() {
        Instant now = now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /**
     * Registers {@code listener} to be called, on any thread, after time was moved by hand. A clock that advances by
     * itself never calls it.
     *
     * @return a handle that ends the registration
     */
    default AutoCloseable onAdvance(Runnable listener) {
        return () -> {};
    }

    /** The system's clock. */
    static BrokerClock system() {
        return SystemClock.INSTANCE;
    }
}
