package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a {@link SegmentScan} finds. Used by one thread, for one scan. */
final class ContentsCollector implements SegmentScan.Visitor {
    /** A place that could not be read; {@code sequence} is what was there, -1 if unknown; {@code torn} if it is erased in part. */
    record Damage(int offset, int bytes, long sequence, boolean torn) {}

    private final long first;
    /** Gives each subject its number. */
    private final SubjectTable numbers = new SubjectTable(0);

    private final SegmentIndex index = new SegmentIndex(1024, 16);
    private final SequenceRanges deletes = new SequenceRanges();
    private final List<Damage> damage = new ArrayList<>();
    private long last;
    private long lastTime;
    private long highestNumber;
    private long skippedTo;
    private long skippedTime;

    ContentsCollector(long first) {
        this.first = first;
        this.last = first - 1;
    }

    @Override
    public void message(byte[] bytes, int at, int offset) {
        long sequence = RecordCodec.sequence(bytes, at);
        if (sequence <= last || sequence - first >= Segments.SPAN_MAX) {
            damage.add(new Damage(offset, RecordCodec.length(bytes, at), -1, false));
            return;
        }
        index.addAbsent((int) (sequence - first));
        int subjectLength = RecordCodec.subjectLength(bytes, at);
        int number = numbers.add(bytes, at + RecordCodec.HEADER, subjectLength, sequence);
        index.add(offset, number, RecordCodec.sizeOf(bytes, at));
        last = sequence;
        lastTime = RecordCodec.time(bytes, at);
    }

    @Override
    public void deletes(SequenceRanges ranges, long number) {
        ranges.forEach(deletes::add);
        highestNumber = Math.max(highestNumber, number);
    }

    @Override
    public void skip(long sequence, long time) {
        if (sequence > skippedTo) {
            skippedTo = sequence;
            skippedTime = time;
        }
        if (sequence > last && sequence - last <= SegmentWriter.GAP_MAX) {
            last = sequence;
            lastTime = time;
        }
    }

    /** The last sequence of the stream as far as this segment knows. */
    long streamLast() {
        return Math.max(last, skippedTo);
    }

    /** When that was. */
    long streamLastTime() {
        return skippedTo >= last ? skippedTime : lastTime;
    }

    @Override
    public void damaged(int offset, int bytes, long sequence) {
        damaged(offset, bytes, sequence, false);
    }

    @Override
    public void torn(int offset, int bytes, long sequence) {
        damaged(offset, bytes, sequence, true);
    }

    private void damaged(int offset, int bytes, long sequence, boolean torn) {
        boolean fits = sequence > last && sequence - first < Segments.SPAN_MAX;
        damage.add(new Damage(offset, bytes, fits ? sequence : -1, torn));
    }

    List<Damage> damage() {
        return damage;
    }

    /** The highest checkpoint number in a list of deletions. */
    long highestNumber() {
        return highestNumber;
    }

    SegmentContents contents(int generation, int length) {
        int[] starts = new int[index.subjects + 1];
        for (int i = 0; i < index.subjects; i++) {
            starts[i + 1] = starts[i] + numbers.length(index.ids[i]);
        }
        byte[] subjects = new byte[starts[index.subjects]];
        for (int i = 0; i < index.subjects; i++) {
            int id = index.ids[i];
            System.arraycopy(numbers.array(id), numbers.offset(id), subjects, starts[i], numbers.length(id));
        }
        return new SegmentContents(
                first,
                generation,
                length,
                last,
                lastTime,
                deletes,
                index.entries,
                index.offsets,
                index.locals,
                index.sizes,
                subjects,
                starts);
    }
}
