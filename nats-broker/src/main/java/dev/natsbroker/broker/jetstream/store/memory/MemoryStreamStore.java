package dev.natsbroker.broker.jetstream.store.memory;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.RangeVisitor;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import dev.natsbroker.broker.jetstream.store.SubjectTotals;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The messages of a stream whose storage is {@code memory}. Owned by the stream's lane. Keeps nothing beyond the process. */
public final class MemoryStreamStore implements StreamStore {
    /** What the accounting adds for each message (spec: memory = subject + headers + payload + 16). */
    private static final int OVERHEAD = 16;

    private static final byte[] REST = {'>'};

    private final SequenceIndex index = new SequenceIndex();
    private final SubjectTable subjects;
    private final MessageBlocks blocks = new MessageBlocks(new Places());
    private final MessageSearch search;
    private final StoredMessage removed = new StoredMessage();
    private @Nullable RemovalListener listener;
    private long bytes;
    private long first;
    private long last;
    private long lastTimeNanos;

    /** @param seed of the hash of subjects; an unknown one keeps clients from choosing subjects that all collide */
    public MemoryStreamStore(long seed) {
        this.subjects = new SubjectTable(seed);
        this.search = new MessageSearch(index, subjects, blocks);
    }

    @Override
    public long messages() {
        return index.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long firstSequence() {
        return first;
    }

    @Override
    public long lastSequence() {
        return last;
    }

    @Override
    public long firstTimeNanos() {
        return messages() == 0 ? 0 : blocks.timeNanos(index.place(first));
    }

    @Override
    public long lastTimeNanos() {
        return lastTimeNanos;
    }

    @Override
    public long subjectCount() {
        return subjects.size();
    }

    @Override
    public long sizeOf(int subjectLength, int headersLength, int payloadLength) {
        return (long) OVERHEAD + subjectLength + headersLength + payloadLength;
    }

    /** @throws IllegalArgumentException if the message's sequence is not last + 1 */
    @Override
    public void append(NewMessage message) {
        long sequence = message.sequence;
        if (sequence != last + 1) {
            throw new IllegalArgumentException("sequence " + sequence + " does not follow " + last);
        }
        int id = subjects.find(message.subject, message.subjectOffset, message.subjectLength);
        long previous = id == SubjectTable.NONE ? 0 : subjects.last(id);
        long place = blocks.put(message, previous);
        if (previous != 0) {
            blocks.next(index.place(previous), sequence);
            subjects.addTo(id, sequence);
        } else {
            id = subjects.add(message.subject, message.subjectOffset, message.subjectLength, sequence);
        }
        index.append(sequence, place, id);
        if (messages() == 1) {
            first = sequence;
        }
        last = sequence;
        lastTimeNanos = message.timeNanos;
        bytes += sizeOf(message.subjectLength, message.headersLength, message.payloadLength);
    }

    @Override
    public void skipTo(long sequence, long timeNanos) {
        if (sequence > last) {
            goOnAfter(sequence);
            lastTimeNanos = timeNanos == 0 ? lastTimeNanos : timeNanos;
        }
    }

    private void goOnAfter(long sequence) {
        last = sequence;
        if (messages() == 0) {
            first = sequence + 1;
        }
    }

    @Override
    public boolean remove(long sequence, boolean erase) {
        long place = index.place(sequence);
        if (place == 0) {
            return false;
        }
        blocks.show(place, removed);
        byte[] buffer = removed.buffer();
        int offset = removed.subjectOffset();
        int length = removed.subjectLength();
        if (erase) {
            buffer = Arrays.copyOfRange(buffer, offset, offset + length);
            offset = 0;
        }
        take(sequence, place, erase);
        if (listener != null) {
            listener.removed(sequence, buffer, offset, length);
        }
        return true;
    }

    /** Removes a message that is there. */
    private void take(long sequence, long place, boolean erase) {
        blocks.show(place, removed);
        bytes -= sizeOf(removed.subjectLength(), removed.headersLength(), removed.payloadLength());
        unlink(index.subject(sequence), place);
        if (erase) {
            blocks.erase(place);
        }
        index.remove(sequence);
        if (messages() == 0) {
            first = last + 1;
        } else if (sequence == first) {
            first = index.next(sequence + 1);
        }
        blocks.remove(place);
    }

    private void unlink(int id, long place) {
        long previous = blocks.previous(place);
        long next = blocks.next(place);
        if (subjects.removeOne(id)) {
            return;
        }
        if (previous == 0) {
            subjects.first(id, next);
        } else {
            blocks.next(index.place(previous), next);
        }
        if (next == 0) {
            subjects.last(id, previous);
        } else {
            blocks.previous(index.place(next), previous);
        }
    }

    @Override
    public long purge(byte[] filter, long belowSequence, long keep) {
        SubjectFilter which = SubjectFilter.of(filter);
        long count = Math.max(0, countBelow(which, belowSequence) - keep);
        if (count > 0) {
            long from = nextMatching(which, first);
            long to = which.isAll() && count == messages() ? takeAll() : take(which, count);
            if (listener != null) {
                listener.purged(which.isAll() ? REST : filter, from, to);
            }
        }
        if (which.isAll() && belowSequence > last + 1) {
            goOnAfter(belowSequence - 1);
        }
        return count;
    }

    private long countBelow(SubjectFilter filter, long belowSequence) {
        return countMatching(filter, 0) - countMatching(filter, belowSequence);
    }

    /** Removes everything; returns the sequence of the last message. */
    private long takeAll() {
        long to = index.previous(last);
        index.clear();
        subjects.clear();
        blocks.clear();
        bytes = 0;
        first = last + 1;
        return to;
    }

    /** Removes the oldest {@code count} messages that match; returns the sequence of the last of them. */
    private long take(SubjectFilter filter, long count) {
        long sequence = 0;
        for (long i = 0; i < count; i++) {
            sequence = nextMatching(filter, sequence + 1);
            take(sequence, index.place(sequence), false);
        }
        return sequence;
    }

    @Override
    public boolean read(long sequence, StoredMessage into) {
        long place = index.place(sequence);
        if (place == 0) {
            return false;
        }
        blocks.show(place, into);
        return true;
    }

    @Override
    public long nextMatching(SubjectFilter filter, long fromSequence) {
        return messages() == 0 || fromSequence > last ? 0 : search.next(filter, Math.max(fromSequence, first), last);
    }

    @Override
    public long lastMatching(SubjectFilter filter, long upToSequence) {
        return messages() == 0 || upToSequence < first
                ? 0
                : search.previous(filter, first, Math.min(upToSequence, last));
    }

    @Override
    public long countMatching(SubjectFilter filter, long fromSequence) {
        return messages() == 0 || fromSequence > last
                ? 0
                : search.count(filter, first, Math.max(fromSequence, first), last);
    }

    @Override
    public long firstOf(byte[] subject, int offset, int length) {
        int id = subjects.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : subjects.first(id);
    }

    @Override
    public long lastOf(byte[] subject, int offset, int length) {
        int id = subjects.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : subjects.last(id);
    }

    @Override
    public long countOf(byte[] subject, int offset, int length) {
        int id = subjects.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : subjects.count(id);
    }

    @Override
    public void subjects(SubjectFilter filter, SubjectTotals totals) {
        subjects.forEach(filter, totals);
    }

    /** Binary search; right as long as the clock never went back. */
    @Override
    public long firstAtOrAfter(long timeNanos) {
        long found = last + 1;
        long low = first;
        long high = messages() == 0 ? first - 1 : last;
        while (low <= high) {
            long middle = low + (high - low >> 1);
            long sequence = index.next(middle);
            if (sequence == 0 || sequence > high) {
                high = middle - 1;
            } else if (blocks.timeNanos(index.place(sequence)) >= timeNanos) {
                found = sequence;
                high = middle - 1;
            } else {
                low = sequence + 1;
            }
        }
        return found;
    }

    @Override
    public void deleted(RangeVisitor visitor) {
        if (messages() > 0) {
            index.gaps(first, last, visitor);
        }
    }

    @Override
    public void onRemoval(RemovalListener newListener) {
        this.listener = newListener;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public @Nullable StoreDamage damage() {
        return null;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void delete() {
        close();
    }

    @Override
    public void close() {
        takeAll();
    }

    /** What the blocks of messages take. */
    long heldBytes() {
        return blocks.heldBytes();
    }

    private final class Places implements MessageBlocks.Places {
        @Override
        public long place(long sequence) {
            return index.place(sequence);
        }

        @Override
        public void moved(long sequence, long place) {
            index.move(sequence, place);
        }

        @Override
        public long oldest() {
            return index.place(first);
        }
    }
}
