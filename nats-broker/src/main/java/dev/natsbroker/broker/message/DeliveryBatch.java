package dev.natsbroker.broker.message;

import java.util.ArrayList;
import java.util.List;

/**
 * What one thread delivers between two flushes: remembers which receivers took something, so that each is flushed once per
 * read and not once per message. Owned by that thread.
 */
public final class DeliveryBatch {
    /** More receivers than this are flushed early: it bounds the memory that a wide fan-out stages. */
    private static final int TOUCHED_MAX = 512;

    private final int index;
    private final Runnable handOver;
    private final List<MessageSink> touched = new ArrayList<>();
    private final List<MessageSink> touchedElsewhere = new ArrayList<>();
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
        touched.add(sink);
    }

    /** Remembers {@code sink}, a receiver of another thread, for the next flush. A sink calls this once per batch. */
    public void touchElsewhere(MessageSink sink) {
        touchedElsewhere.add(sink);
    }

    /** Flushes early if very many receivers wait; called between two messages or deliveries. */
    public void flushIfWide() {
        if (touched.size() + touchedElsewhere.size() >= TOUCHED_MAX) {
            flush();
        }
    }

    /**
     * Flushes every touched receiver, those of other threads first: a publisher that sees the answer to its PING knows then that
     * its messages are on their way to everybody.
     */
    public void flush() {
        if (!touchedElsewhere.isEmpty()) {
            flushAll(touchedElsewhere);
            handOver.run();
        }
        flushAll(touched);
    }

    /** A flush may touch further receivers (a closing connection announces itself): they are flushed, too. */
    private void flushAll(List<MessageSink> sinks) {
        for (int i = 0; i < sinks.size(); i++) {
            sinks.get(i).flush(this);
        }
        sinks.clear();
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
