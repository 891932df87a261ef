package dev.natsbroker.app.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Gives heap back to the operating system when the process has become quiet. The serial collector looks at its old generation only when
 * that is full, so that after a busy time most of what is resident would be garbage for ever; a collection while nothing happens holds
 * nobody up. Owned by the main thread, which calls {@link #look} at intervals.
 */
public final class IdleHeap {
    /** How far apart looks should be. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);
    /** So many looks in a row must find the process quiet: stores let go of their memory in that time. */
    static final int QUIET_LOOKS = 3;
    /** Less processor time than that between two looks is quiet: one percent. */
    static final Duration QUIET = INTERVAL.dividedBy(100);
    /** Less garbage than that is not worth a collection. */
    static final long WORTH_BYTES = 32 << 20;

    private final LongSupplier usedBytes;
    private final LongSupplier processorNanos;
    private final Runnable collection;
    /** What was in use after the last collection; nothing is known at first, and a start can leave much garbage. */
    private long liveBytes;

    private long lastNanos;
    private int quietLooks;

    /**
     * @param usedBytes what the heap holds, garbage included
     * @param processorNanos the processor time of the process so far
     * @param collection collects all garbage before it returns
     */
    IdleHeap(LongSupplier usedBytes, LongSupplier processorNanos, Runnable collection) {
        this.usedBytes = usedBytes;
        this.processorNanos = processorNanos;
        this.collection = collection;
        this.lastNanos = processorNanos.getAsLong();
    }

    /** The heap of this process. */
    public static IdleHeap ofThisProcess() {
        Runtime runtime = Runtime.getRuntime();
        ProcessHandle process = ProcessHandle.current();
        return new IdleHeap(
                () -> runtime.totalMemory() - runtime.freeMemory(),
                () -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos(),
                System::gc);
    }

    /** Collects if the process was quiet for long enough and much has gathered since the last time. */
    public void look() {
        long nanos = processorNanos.getAsLong();
        quietLooks = nanos - lastNanos < QUIET.toNanos() ? quietLooks + 1 : 0;
        lastNanos = nanos;
        if (quietLooks >= QUIET_LOOKS && usedBytes.getAsLong() - liveBytes > Math.max(WORTH_BYTES, liveBytes / 2)) {
            collection.run();
            liveBytes = usedBytes.getAsLong();
            lastNanos = processorNanos.getAsLong();
        }
    }
}
