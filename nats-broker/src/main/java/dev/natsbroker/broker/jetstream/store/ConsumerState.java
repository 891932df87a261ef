package dev.natsbroker.broker.jetstream.store;

import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.ACKED;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.ACKED_ALL;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.AGAIN;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.CEILING;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.DELIVERED;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.DONE;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.EXHAUSTED;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.FLOOR;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.PROGRESS;
import static dev.natsbroker.broker.jetstream.store.ConsumerEffects.START;

/**
 * How far a consumer has come: what was delivered, what is acknowledged, what is pending. Owned by the stream's lane.
 *
 * <p>The live consumer calls the methods named after what happens ({@link #deliver}, {@link #ack}…), which change the state and gather
 * the effect, and logs the effect with {@link #log} at the end of its round. After a crash {@link #apply} makes the same changes from
 * the logged effects. No clock and no configuration is read here.
 */
public final class ConsumerState implements DurableState {
    private final PendingMessages pending = new PendingMessages();
    private final ConsumerEffects effects = new ConsumerEffects();
    private long deliveredConsumer;
    private long deliveredStream;
    private long floorConsumer;
    private long floorStream;
    private long skipUntil;

    /** The consumer sequence of the last delivery, 0 if there was none. */
    public long deliveredConsumer() {
        return deliveredConsumer;
    }

    /** The highest stream sequence that was delivered; before the first delivery one less than where the consumer begins. */
    public long deliveredStream() {
        return deliveredStream;
    }

    /** The consumer sequence up to which everything is acknowledged. */
    public long floorConsumer() {
        return floorConsumer;
    }

    /** The stream sequence up to which everything is acknowledged. */
    public long floorStream() {
        return floorStream;
    }

    /** Up to this sequence only the last message of each subject is wanted; 0 if that does not matter. */
    public long skipUntil() {
        return skipUntil;
    }

    /** The messages that were delivered and are not done. */
    public PendingMessages pending() {
        return pending;
    }

    /** Begins, perhaps anew, at a stream sequence. */
    public void start(long firstSequence, long skipListEnd) {
        effects.record(START, firstSequence, skipListEnd);
        applyStart(firstSequence, skipListEnd);
    }

    /**
     * A message is delivered for the first time.
     *
     * @param isAcked whether an acknowledgement is expected
     */
    public void deliver(long sequence, long time, boolean isAcked) {
        if (isAcked) {
            effects.time(time);
        }
        effects.run(isAcked ? DELIVERED : DONE, sequence);
        applyDelivered(sequence, time, isAcked);
    }

    /** A pending message is delivered again. */
    public void deliverAgain(int entry, long time) {
        effects.time(time);
        effects.record(AGAIN, pending.sequence(entry));
        applyAgain(entry, time);
    }

    /** A message needs no further delivery: it is acknowledged, terminated or has left the stream. */
    public void ack(int entry) {
        long sequence = pending.sequence(entry);
        effects.run(ACKED, sequence);
        applyAcked(entry);
    }

    /** All messages up to {@code sequence} are acknowledged. */
    public void ackAll(long sequence, long consumerSequence) {
        effects.record(ACKED_ALL, sequence, consumerSequence);
        applyAckedAll(sequence, consumerSequence);
    }

    /** A pending message is to be delivered again at {@code due}. It is in no list then. */
    public void delay(int entry, long due) {
        effects.delayed(pending.sequence(entry), due);
        pending.delay(entry, due);
    }

    /** The ack wait of a pending message begins again. */
    public void progress(int entry, long time) {
        effects.time(time);
        effects.record(PROGRESS, pending.sequence(entry));
        pending.progress(entry, time);
    }

    /** A pending message was delivered as often as allowed. */
    public void exhaust(int entry) {
        effects.record(EXHAUSTED, pending.sequence(entry));
        applyExhausted(entry);
    }

    /** Nothing before {@code firstSequence} is in the stream any more. */
    public void raiseFloor(long firstSequence) {
        if (firstSequence > 0 && firstSequence - 1 > floorStream) {
            effects.record(FLOOR, firstSequence);
            applyFloor(firstSequence);
        }
    }

    /** The stream ends at {@code lastSequence} although more was delivered: it has lost messages, whose sequences it gives again. */
    public void lowerCeiling(long lastSequence) {
        effects.record(CEILING, lastSequence);
        applyCeiling(lastSequence);
    }

    @Override
    public boolean log(ConsumerStore store) {
        if (effects.isEmpty()) {
            return false;
        }
        effects.moveTo(store);
        return true;
    }

    @Override
    public void apply(byte[] effect, int offset, int length) {
        Varints.Reader in = new Varints.Reader(effect, offset, length);
        long time = 0;
        while (in.hasMore()) {
            int kind = in.readByte();
            if (kind == ConsumerEffects.TIME) {
                time = in.readLong();
            } else {
                applyRecord(kind, in, time);
            }
        }
    }

    private void applyRecord(int kind, Varints.Reader in, long time) {
        long sequence = in.read();
        switch (kind) {
            case START -> applyStart(sequence, in.read());
            case DELIVERED, DONE -> {
                for (long next = sequence, count = runLength(sequence, in.read()); count > 0; next++, count--) {
                    applyDelivered(next, time, kind == DELIVERED);
                }
            }
            case ACKED -> {
                for (long next = sequence, count = runLength(sequence, in.read()); count > 0; next++, count--) {
                    applyAcked(entryOf(next));
                }
            }
            case ACKED_ALL -> applyAckedAll(sequence, in.read());
            case AGAIN -> applyAgain(pendingEntryOf(sequence), time);
            case ConsumerEffects.DELAYED -> pending.delay(pendingEntryOf(sequence), in.readLong());
            case PROGRESS -> pending.progress(pendingEntryOf(sequence), time);
            case EXHAUSTED -> applyExhausted(pendingEntryOf(sequence));
            case FLOOR -> applyFloor(sequence);
            case CEILING -> applyCeiling(sequence);
            default -> throw new IllegalArgumentException("Unknown effect " + kind);
        }
    }

    private static long runLength(long sequence, long count) {
        if (count > ConsumerEffects.RUN_MAX || sequence + count < 0) {
            throw new IllegalArgumentException("A run of " + count + " at " + sequence);
        }
        return count;
    }

    private int entryOf(long sequence) {
        int entry = pending.find(sequence);
        if (entry == PendingMessages.NONE) {
            throw new IllegalArgumentException("Message " + sequence + " is not pending");
        }
        return entry;
    }

    private int pendingEntryOf(long sequence) {
        int entry = entryOf(sequence);
        if (!pending.isPending(entry)) {
            throw new IllegalArgumentException("Message " + sequence + " is exhausted");
        }
        return entry;
    }

    private void applyStart(long firstSequence, long skipListEnd) {
        pending.clear();
        deliveredConsumer = 0;
        deliveredStream = Math.max(0, firstSequence - 1);
        floorConsumer = 0;
        floorStream = deliveredStream;
        skipUntil = skipListEnd;
    }

    private void applyDelivered(long sequence, long time, boolean isAcked) {
        if (sequence <= deliveredStream) {
            throw new IllegalArgumentException(
                    "Message " + sequence + " is delivered for the first time behind " + deliveredStream);
        }
        deliveredConsumer++;
        deliveredStream = sequence;
        if (isAcked) {
            pending.add(sequence, deliveredConsumer, time, 1);
        } else {
            floorConsumer = deliveredConsumer;
            floorStream = sequence;
        }
    }

    private void applyAgain(int entry, long time) {
        deliveredConsumer++;
        pending.redeliver(entry, time);
    }

    private void applyAcked(int entry) {
        boolean wasFirst = entry == pending.first();
        pending.remove(entry);
        if (wasFirst) {
            moveFloor();
        }
    }

    private void applyExhausted(int entry) {
        boolean wasFirst = entry == pending.first();
        pending.exhaust(entry);
        if (wasFirst) {
            moveFloor();
        }
    }

    /** The floor is below the first pending message, or equals what was delivered. */
    private void moveFloor() {
        int first = pending.first();
        if (first == PendingMessages.NONE) {
            floorConsumer = deliveredConsumer;
            floorStream = deliveredStream;
        } else {
            floorConsumer = Math.max(floorConsumer, pending.consumerSequence(first) - 1);
            floorStream = Math.max(floorStream, pending.sequence(first) - 1);
        }
    }

    private void applyAckedAll(long sequence, long consumerSequence) {
        for (int entry = pending.first();
                entry != PendingMessages.NONE && pending.sequence(entry) <= sequence;
                entry = pending.first()) {
            pending.remove(entry);
        }
        removeExhausted(sequence);
        floorConsumer = Math.max(floorConsumer, Math.min(consumerSequence, deliveredConsumer));
        floorStream = Math.max(floorStream, Math.min(sequence, deliveredStream));
    }

    private void applyFloor(long firstSequence) {
        for (int entry = pending.first();
                entry != PendingMessages.NONE && pending.sequence(entry) < firstSequence;
                entry = pending.first()) {
            pending.remove(entry);
        }
        removeExhausted(firstSequence - 1);
        deliveredStream = Math.max(deliveredStream, firstSequence - 1);
        floorStream = Math.max(floorStream, firstSequence - 1);
        moveFloor();
    }

    private void applyCeiling(long lastSequence) {
        for (int entry = pending.limit() - 1; entry >= 0; entry--) {
            if (entry < pending.limit() && pending.isUsed(entry) && pending.sequence(entry) > lastSequence) {
                pending.remove(entry);
            }
        }
        deliveredStream = Math.min(deliveredStream, lastSequence);
        floorStream = Math.min(floorStream, lastSequence);
        if (pending.pendingCount() == 0) {
            moveFloor();
        }
    }

    private void removeExhausted(long upToSequence) {
        if (pending.exhaustedCount() == 0) {
            return;
        }
        for (int entry = pending.limit() - 1; entry >= 0; entry--) {
            if (entry < pending.limit()
                    && pending.isUsed(entry)
                    && !pending.isPending(entry)
                    && pending.sequence(entry) <= upToSequence) {
                pending.remove(entry);
            }
        }
    }

    @Override
    public byte[] snapshot() {
        return ConsumerSnapshot.write(this);
    }

    @Override
    public void restore(byte[] snapshot) {
        ConsumerSnapshot read = ConsumerSnapshot.read(snapshot);
        deliveredConsumer = read.deliveredConsumer;
        deliveredStream = read.deliveredStream;
        floorConsumer = read.floorConsumer;
        floorStream = read.floorStream;
        skipUntil = read.skipUntil;
        effects.clear();
        read.fill(pending);
    }
}
