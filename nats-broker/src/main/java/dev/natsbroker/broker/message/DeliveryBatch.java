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
    private MessageSink[] touched = new MessageSink[16];
    private int touchedCount;
    private long stallNanos;

    /** A batch of the thread number {@code index}; numbers are unique within a broker and start at 0. */
    public DeliveryBatch(int index) {
        this.index = index;
    }

    /** The number of the owner thread. */
    public int index() {
        return index;
    }

    /** Remembers {@code sink} for the next flush. A sink calls this once per batch. */
    public void touch(MessageSink sink) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = sink;
    }

    /** Flushes early if very many receivers wait; called between two messages or deliveries. */
    public void flushIfWide() {
        if (touchedCount >= TOUCHED_MAX) {
            flush();
        }
    }

    /** Flushes every touched receiver. */
    public void flush() {
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
