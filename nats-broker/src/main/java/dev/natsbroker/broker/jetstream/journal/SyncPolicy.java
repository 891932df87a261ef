package dev.natsbroker.broker.jetstream.journal;

import java.time.Duration;

/**
 * When an entry counts as durable.
 *
 * @param interval how long written entries may wait for the device; zero: an entry is durable only when it was forced
 */
public record SyncPolicy(Duration interval) {
    /** Entries are durable when the device has them. Survives a loss of power. */
    public static final SyncPolicy ALWAYS = new SyncPolicy(Duration.ZERO);

    /** Checks the interval. */
    public SyncPolicy {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("The sync interval is " + interval + ": it must not be negative");
        }
    }

    /**
     * Entries are durable when they were handed to the operating system, which is told to write them out every {@code interval}:
     * a killed process loses nothing, a loss of power the last interval.
     */
    public static SyncPolicy every(Duration interval) {
        return new SyncPolicy(interval);
    }

    boolean isAlways() {
        return interval.isZero();
    }
}
