package dev.natsbroker.spring.listener;

import java.util.concurrent.atomic.LongAdder;

/** Counts the messages of one container. Thread-safe. */
public final class ListenerCounters {
    private final LongAdder received = new LongAdder();
    private final LongAdder processed = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** A message came, and is in flight from now on. */
    public void countReceived() {
        received.increment();
    }

    /** The handler ended well; the message is no longer in flight. */
    public void countProcessed() {
        processed.increment();
    }

    /** The handler failed; the message is no longer in flight. */
    public void countFailed() {
        failed.increment();
    }

    /** Messages received. */
    public long received() {
        return received.sum();
    }

    /** Messages whose handler ended well. */
    public long processed() {
        return processed.sum();
    }

    /** Messages whose handler failed. */
    public long failed() {
        return failed.sum();
    }

    /** Messages being handled. */
    public long inFlight() {
        // What has ended is read first: the other way round a message that comes in between would count as minus one.
        long ended = processed.sum() + failed.sum();
        return Math.max(0, received.sum() - ended);
    }
}
