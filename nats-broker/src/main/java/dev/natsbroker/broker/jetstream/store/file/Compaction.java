package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a segment without its deleted messages, as its next generation. The old file stays until a checkpoint names the new one.
 * Captured on the stream's lane, run on the sync thread, when the deletions are durable.
 *
 * <p>A list of deletions is kept as long as a segment that it speaks of may still hold the messages: until that segment is gone or was
 * rewritten after the list was written.
 */
final class Compaction {
    final Segment segment;
    private final StreamCore core;
    private final Deletions deleted;
    private final int generation;
    private final int written;
    private final long number;
    /** The first sequence of each older segment, and the number of the checkpoint at which it was rewritten. */
    private final NavigableMap<Long, Long> older;

    /** The new segment's contents, or null if nothing was rewritten. */
    @Nullable
    SegmentContents result;
    /** Whether nothing at all was left. */
    boolean nothingLeft;
    /** What went wrong, or null. */
    @Nullable
    String trouble;

    Compaction(StreamCore core, Segment segment, long number, NavigableMap<Long, Long> older) {
        this.core = core;
        this.segment = segment;
        this.deleted = segment.deleted.copy();
        this.generation = segment.generation + 1;
        this.written = segment.written;
        this.number = number;
        this.older = older;
    }

    /** The checkpoint whose deletions the new generation does without. */
    long number() {
        return number;
    }

    /** Whether a sealed segment is worth it. */
    static boolean isWorthwhile(Segment segment) {
        if (!segment.sealed || segment.damaged || segment.written != segment.length) {
            return false;
        }
        return segment.messages * 2 < segment.stored || segment.bytes * 2 < segment.storedBytes;
    }

    /** Writes the new generation's files. Trouble is noted: the old generation still serves. */
    void run() {
        try {
            rewrite(core.context.disk());
        } catch (DiskFullException | OutOfMemoryError e) {
            result = null; // another checkpoint will try again
            nothingLeft = false;
        } catch (IOException e) {
            result = null;
            trouble = "Could not rewrite " + core.files.segment(segment.first, segment.generation) + ": " + e;
        }
    }

    private void rewrite(Disk disk) throws IOException {
        SegmentScan scan = SegmentScan.read(disk, core.files.segment(segment.first, generation - 1), written);
        Writer writer = new Writer(new byte[scan.length() + SegmentHeader.SIZE]);
        scan.forEach(writer, true);
        if (writer.sawDamage || scan.length() < written) {
            trouble = core.files.segment(segment.first, generation - 1) + " has damaged records: it is not rewritten";
            return;
        }
        nothingLeft = writer.length == SegmentHeader.SIZE;
        if (!nothingLeft) {
            SegmentContents contents = writer.contents();
            byte[] file = java.util.Arrays.copyOf(writer.output, writer.length);
            FileFrame.replace(disk, core.files.segment(segment.first, generation), file);
            FileFrame.replace(
                    disk, core.files.index(segment.first, generation), IndexFile.encode(core.asset, contents));
            disk.syncDirectory(core.files.messages());
            result = contents;
        }
    }

    private final class Writer implements SegmentScan.Visitor {
        final byte[] output;
        int length = SegmentHeader.SIZE;
        boolean sawDamage;
        private final RecordCodec codec = new RecordCodec();

        Writer(byte[] output) {
            this.output = output;
            new SegmentHeader(core.asset, segment.first, generation, number).put(output, 0);
        }

        @Override
        public void message(byte[] bytes, int at, int offset) {
            long entry = RecordCodec.sequence(bytes, at) - segment.first;
            if (entry >= 0 && entry < Segments.SPAN_MAX && !deleted.isSet((int) entry)) {
                int size = RecordCodec.length(bytes, at);
                System.arraycopy(bytes, at, output, length, size);
                length += size;
            }
        }

        @Override
        public void deletes(SequenceRanges ranges, long listNumber) {
            SequenceRanges needed = new SequenceRanges();
            ranges.forEach((from, to) -> addNeeded(from, to, listNumber, needed));
            if (!needed.isEmpty()) {
                needed.normalize();
                byte[] body = new byte[RecordCodec.HEADER + needed.encodedMax()];
                int end = needed.encode(body, RecordCodec.HEADER);
                int size = codec.encodePlain(
                        body, 0, RecordCodec.DELETES, segment.last, listNumber, end - RecordCodec.HEADER);
                System.arraycopy(body, 0, output, length, size);
                length += size;
            }
        }

        private void addNeeded(long from, long to, long listNumber, SequenceRanges needed) {
            Long first = older.floorKey(from);
            NavigableMap<Long, Long> targets = first == null ? older : older.tailMap(first, true);
            for (Map.Entry<Long, Long> target : targets.entrySet()) {
                if (target.getKey() > to) {
                    return;
                }
                Long next = older.higherKey(target.getKey());
                long start = Math.max(from, target.getKey());
                long stop = Math.min(to, (next == null ? segment.first : next) - 1);
                if (start <= stop && target.getValue() < listNumber) {
                    needed.add(start, stop);
                }
            }
        }

        @Override
        public void skip(long sequence, long time) {
            // the next segment's first sequence, or the checkpoint, tells it
        }

        @Override
        public void damaged(int offset, int bytes, long sequence) {
            sawDamage = true;
        }

        SegmentContents contents() {
            ContentsCollector collector = new ContentsCollector(segment.first);
            SegmentScan.of(output, length).forEach(collector, true);
            SegmentContents found = collector.contents(generation, length);
            return new SegmentContents(
                    found.first(),
                    generation,
                    length,
                    segment.last,
                    segment.lastTime,
                    found.deletes(),
                    found.entries(),
                    found.offsets(),
                    found.locals(),
                    found.sizes(),
                    found.subjects(),
                    found.starts());
        }
    }
}
