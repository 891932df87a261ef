package dev.natsbroker.broker.message;

import java.util.Arrays;

/**
 * What one thread delivers between two flushes: remembers which receivers took something, so that each is flushed once per
 * read and not once per message. Owned by that thread.
 */
public final class DeliveryBatch {
    /** More receivers than this are flushed early: it bounds the memory that a wide fan-out stages. */
    private static final int TOUCHED_MAX = 512;

    private final int index;
    private final Runnable handOver;
    private MessageSink[] touched = new MessageSink[16];
    private int touchedCount;
    private MessageSink[] touchedElsewhere = new MessageSink[16];
    private int touchedElsewhereCount;
    private long stallNanos;

    /**
     * A batch of the thread number {@code index}; numbers are unique within a broker and start at 0.
     *
     * @param handOver passes on what receivers of other threads gave to it in their flush
     */
    public DeliveryBatch(int index, Runnable handOver) {
        this.index = index;
        this.handOver = handOver;
    }

    /** The number of the owner thread. */
    public int index() {
        return index;
    }

    /** Remembers {@code sink}, a receiver of this thread, for the next flush. A sink calls this once per batch. */
    public void touch(MessageSink sink) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = sink;
    }

    /** Remembers {@code sink}, a receiver of another thread, for the next flush. A sink calls this once per batch. */
    public void touchElsewhere(MessageSink sink) {
        if (touchedElsewhereCount == touchedElsewhere.length) {
            touchedElsewhere = Arrays.copyOf(touchedElsewhere, touchedElsewhereCount * 2);
        }
        touchedElsewhere[touchedElsewhereCount++] = sink;
    }

    /** Flushes early if very many receivers wait; called between two messages or deliveries. */
    public void flushIfWide() {
        if (touchedCount + touchedElsewhereCount >= TOUCHED_MAX) {
            flush();
        }
    }

    /**
     * Flushes every touched receiver, those of other threads first: a publisher that sees the answer to its PING knows then that
     * its messages are on their way to everybody.
     */
    public void flush() {
        if (touchedElsewhereCount > 0) {
            for (int i = 0; i < touchedElsewhereCount; i++) {
                touchedElsewhere[i].flush(this);
            }
            Arrays.fill(touchedElsewhere, 0, touchedElsewhereCount, null);
            touchedElsewhereCount = 0;
            handOver.run();
        }
        // A flush may touch further receivers (a closing connection announces itself): the loop sees them too.
        for (int i = 0; i < touchedCount; i++) {
            MessageSink sink = touched[i];
            sink.flush(this);
        }
        Arrays.fill(touched, 0, touchedCount, null);
        touchedCount = 0;
    }

    /** Asks the publisher to pause for {@code nanos} because a receiver is filling up. */
    public void askToStall(long nanos) {
        stallNanos = Math.max(stallNanos, nanos);
    }

    /** The pause that receivers asked for since the last call, 0 if none. */
    public long takeStallNanos() {
        long nanos = stallNanos;
        stallNanos = 0;
        return nanos;
    }
}
