package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where publishing threads leave messages for a lane. Each has a parcel of its own here, which goes to the lane when the thread
 * flushes its batch: one task for all messages of one read.
 *
 * <p>{@link #current} is touched by each publishing thread at its own index only; the rest is thread-safe.
 */
public final class LaneIntake implements MessageSink {
    /** With this much waiting, publishers pause for a moment. */
    private static final long STALL_BYTES = 16L << 20;

    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The pause of publishers while what is behind the lane does not keep up. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Lane lane;
    private final @Nullable Parcel[] current;
    private final AtomicReferenceArray<@Nullable Parcel> spare;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong waitingMessages = new AtomicLong();
    private final long waitingBytesMax;
    private final long waitingMessagesMax;
    private final BiConsumer<LaneReceiver, Throwable> onFailure;
    private final UnaryOperator<LaneReceiver> interceptor;
    private volatile boolean slow;

    /**
     * The intake of {@code lane}.
     *
     * @param publishers the number of publishing threads
     * @param waitingMessagesMax beyond so many waiting messages, further ones are refused
     * @param waitingBytesMax the same in bytes
     * @param onFailure is told, on the lane, of receivers that threw
     */
    public LaneIntake(
            Lane lane,
            int publishers,
            long waitingMessagesMax,
            long waitingBytesMax,
            BiConsumer<LaneReceiver, Throwable> onFailure) {
        this(lane, publishers, waitingMessagesMax, waitingBytesMax, onFailure, UnaryOperator.identity());
    }

    /** The same; {@code interceptor} is asked for each receiver once, what is to take its place. */
    public LaneIntake(
            Lane lane,
            int publishers,
            long waitingMessagesMax,
            long waitingBytesMax,
            BiConsumer<LaneReceiver, Throwable> onFailure,
            UnaryOperator<LaneReceiver> interceptor) {
        this.lane = lane;
        this.current = new @Nullable Parcel[publishers];
        this.spare = new AtomicReferenceArray<>(publishers);
        this.waitingMessagesMax = waitingMessagesMax;
        this.waitingBytesMax = waitingBytesMax;
        this.onFailure = onFailure;
        this.interceptor = interceptor;
    }

    /** Makes publishers pause longer while what is behind the lane (a disk) does not keep up, whatever is waiting. Thread-safe. */
    public void slowDown(boolean newSlow) {
        if (slow != newSlow) {
            slow = newSlow;
        }
    }

    /** The sink that brings what it is given to {@code receiver} on the lane; for subscriptions. */
    public MessageSink sinkOf(LaneReceiver receiver) {
        return new ReceiverSink(interceptor.apply(receiver));
    }

    @Override
    public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
        throw new IllegalStateException("Subscriptions belong to a sink of sinkOf()");
    }

    @Override
    public void flush(DeliveryBatch batch) {
        Parcel parcel = current[batch.index()];
        if (parcel != null) {
            current[batch.index()] = null;
            waitingBytes.addAndGet(parcel.bytes());
            waitingMessages.addAndGet(parcel.count());
            lane.executeSoon(parcel);
        }
    }

    private void add(LaneReceiver receiver, Message message, byte[] head, DeliveryBatch batch) {
        int index = batch.index();
        Parcel parcel = current[index];
        if (parcel == null) {
            parcel = spare.getAndSet(index, null);
            if (parcel == null) {
                parcel = new Parcel(this, index);
            }
            current[index] = parcel;
            batch.touchElsewhere(this);
        }
        long bytes = waitingBytes.get() + parcel.bytes();
        if (slow) {
            batch.askToStall(SLOW_NANOS);
        } else if (bytes > STALL_BYTES) {
            batch.askToStall(STALL_NANOS);
        }
        boolean refuse = bytes + message.bodyLength() > waitingBytesMax
                || waitingMessages.get() + parcel.count() >= waitingMessagesMax;
        parcel.add(receiver, message, head, refuse);
    }

    /** Called on the lane. */
    void hand(LaneReceiver receiver, Message message, boolean refused) {
        try {
            if (refused) {
                receiver.refused(message);
            } else {
                receiver.receive(message);
            }
        } catch (RuntimeException | Error e) {
            onFailure.accept(receiver, e);
        }
    }

    /** Called on the lane. */
    void emptied(Parcel parcel, int bytes, int messages) {
        waitingBytes.addAndGet(-bytes);
        waitingMessages.addAndGet(-messages);
        if (parcel.capacity() <= Parcel.KEPT_BYTES_MAX) {
            spare.set(parcel.publisher(), parcel);
        }
    }

    private final class ReceiverSink implements MessageSink {
        private final LaneReceiver receiver;

        ReceiverSink(LaneReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
            if (subscription.isClosed()) {
                return false;
            }
            add(receiver, message, head, batch);
            return true;
        }

        @Override
        public void flush(DeliveryBatch batch) {
            LaneIntake.this.flush(batch);
        }
    }
}
