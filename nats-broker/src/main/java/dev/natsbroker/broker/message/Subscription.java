package dev.natsbroker.broker.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A receiver's interest in a subject.
 *
 * <p>Made and removed by the receiver's thread; the delivery count is advanced by the publishers' threads, each of which may
 * deliver at the same time.
 */
public final class Subscription {
    private static final VarHandle DELIVERED;

    static {
        try {
            DELIVERED = MethodHandles.lookup().findVarHandle(Subscription.class, "delivered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MessageSink sink;
    private final byte[] subject;
    private final byte @Nullable [] queue;
    private final byte[] sid;
    private volatile long deliveredMax;
    private volatile boolean closed;
    private @Nullable Object indexEntry;

    @SuppressWarnings("UnusedVariable") // through DELIVERED
    private long delivered;

    /** An interest of {@code sink} in {@code subject}, as a member of {@code queue} if given, named {@code sid} by the client. */
    public Subscription(MessageSink sink, byte[] subject, byte @Nullable [] queue, byte[] sid) {
        this.sink = sink;
        this.subject = subject;
        this.queue = queue;
        this.sid = sid;
    }

    /** Who receives. */
    public MessageSink sink() {
        return sink;
    }

    /** The subject, with wildcards; not to be changed. */
    public byte[] subject() {
        return subject;
    }

    /** The queue group; not to be changed. */
    public byte @Nullable [] queue() {
        return queue;
    }

    /** The client's name for this subscription; not to be changed. */
    public byte[] sid() {
        return sid;
    }

    /** Whether it was removed; publishers that still see it in a cached match skip it. */
    public boolean isClosed() {
        return closed;
    }

    /** Marks it removed. */
    public void close() {
        closed = true;
    }

    /** How many messages were delivered since SUB. */
    public long delivered() {
        return (long) DELIVERED.getOpaque(this);
    }

    /** The number of messages after which it ends, 0 for no limit. */
    public long deliveredMax() {
        return deliveredMax;
    }

    /** Sets the number of messages, counted from SUB, after which it ends; 0 for no limit. */
    public void deliveredMax(long max) {
        this.deliveredMax = max;
    }

    /**
     * Counts one delivery.
     *
     * @return the number of this delivery, or -1 if the limit was reached before
     */
    public long countDelivery() {
        long max = deliveredMax;
        long number = (long) DELIVERED.getAndAdd(this, 1L) + 1;
        if (max > 0 && number > max) {
            DELIVERED.getAndAdd(this, -1L);
            return -1;
        }
        return number;
    }

    /** What the index needs to remove it again. */
    public @Nullable Object indexEntry() {
        return indexEntry;
    }

    /** Set by the index. */
    public void indexEntry(@Nullable Object entry) {
        this.indexEntry = entry;
    }
}
