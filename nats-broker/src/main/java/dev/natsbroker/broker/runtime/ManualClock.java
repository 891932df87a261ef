package dev.natsbroker.broker.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until {@link #advance} is called: for tests. Thread-safe. */
public final class ManualClock implements BrokerClock {
    private final Instant start;
    private final AtomicLong elapsedNanos = new AtomicLong();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** A clock that shows {@code start}. */
    public ManualClock(Instant start) {
        this.start = start;
    }

    /** Moves time forward and tells the brokers that run on this clock. */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("Cannot move the clock by " + step + ": time only goes forward");
        }
        elapsedNanos.addAndGet(step.toNanos());
        listeners.forEach(Runnable::run);
    }

    @Override
    public long nanoTime() {
        return elapsedNanos.get();
    }

    @Override
    public Instant now() {
        return start.plusNanos(elapsedNanos.get());
    }

    @Override
    public AutoCloseable onAdvance(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
