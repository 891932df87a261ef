package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all open batches of the server share: how many there are, and how much memory they hold. Thread-safe. */
public final class BatchQuota {
    private static final int FAST_PER_STREAM = 1_000;
    private static final int FAST_TOTAL = 50_000;

    /** Staged messages may take this part of the heap. */
    private static final int HEAP_PART = 8;

    private final AtomicInteger atomicBatches = new AtomicInteger();
    private final AtomicInteger fastBatches = new AtomicInteger();
    private final AtomicLong stagedBytes = new AtomicLong();
    private final long stagedBytesMax;
    private volatile JetStreamBatchOptions options;

    /** A quota with the limits of the configuration. */
    public BatchQuota(JetStreamBatchOptions options) {
        this(options, Runtime.getRuntime().maxMemory() / HEAP_PART);
    }

    BatchQuota(JetStreamBatchOptions options, long stagedBytesMax) {
        this.options = options;
        this.stagedBytesMax = stagedBytesMax;
    }

    /** Puts other limits in force; open batches go on. */
    public void limit(JetStreamBatchOptions limits) {
        this.options = limits;
    }

    int maxMessages() {
        return options.maxMessages();
    }

    long timeoutNanos() {
        return options.timeout().toNanos();
    }

    /** Whether one more atomic batch may be open, beside {@code ofStream} ones of its stream. To be followed by {@link #closeAtomic}. */
    boolean openAtomic(int ofStream) {
        return ofStream < options.maxInflightPerStream() && open(atomicBatches, options.maxInflightTotal());
    }

    void closeAtomic() {
        atomicBatches.decrementAndGet();
    }

    /** The same for fast batches, of which there may be more unless the configuration says how many. */
    boolean openFast(int ofStream) {
        JetStreamBatchOptions now = options;
        JetStreamBatchOptions defaults = JetStreamBatchOptions.defaults();
        boolean perStream = now.maxInflightPerStream() != defaults.maxInflightPerStream();
        boolean total = now.maxInflightTotal() != defaults.maxInflightTotal();
        return ofStream < (perStream ? now.maxInflightPerStream() : FAST_PER_STREAM)
                && open(fastBatches, total ? now.maxInflightTotal() : FAST_TOTAL);
    }

    void closeFast() {
        fastBatches.decrementAndGet();
    }

    private static boolean open(AtomicInteger batches, int max) {
        if (batches.incrementAndGet() > max) {
            batches.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Whether {@code bytes} more may be staged. To be followed by {@link #release}. */
    boolean reserve(long bytes) {
        if (stagedBytes.addAndGet(bytes) > stagedBytesMax) {
            stagedBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        stagedBytes.addAndGet(-bytes);
    }

    /** How many batches are open. */
    int open() {
        return atomicBatches.get() + fastBatches.get();
    }

    long stagedBytes() {
        return stagedBytes.get();
    }
}
