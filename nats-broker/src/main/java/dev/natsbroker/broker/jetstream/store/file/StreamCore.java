package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.RangeVisitor;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The parts of a file store and the figures that they share. Owned by the stream's lane. */
final class StreamCore {
    final FileStoreContext context;
    final StreamFiles files;
    final long asset;
    final RecordCodec codec = new RecordCodec();
    final PayloadCompression compression = new PayloadCompression();
    /** The hash seed is random, so that nobody can choose subjects that collide; nothing that is stored depends on it. */
    final SubjectTable table = new SubjectTable(ThreadLocalRandom.current().nextLong());

    final Segments segments;
    final Tail tail;
    final SegmentReader reader;
    final SegmentWriter writer;
    final DamageLog damage = new DamageLog();

    long messages;
    long bytes;
    long first;
    long last;
    long lastTime;
    /** Where the journal has the last change of the messages or the configuration. */
    long position;
    /** The number of the last checkpoint that was begun. */
    long checkpointNumber;
    /** Whether anything has changed since the last checkpoint. */
    boolean dirty;

    StreamCore(FileStoreContext context, StreamFiles files, long asset) {
        this.context = context;
        this.files = files;
        this.asset = asset;
        this.segments = new Segments(
                context.disk(), files, asset, table, context.options().indexBytesMax());
        this.tail = new Tail(context.options().tailBytes());
        this.reader = new SegmentReader(codec, segments, asset, tail);
        this.writer = new SegmentWriter(this);
    }

    /** The segment's index; null if it cannot be read, which is reported then. */
    @Nullable
    SegmentIndex indexOf(Segment segment) {
        SegmentIndex index = segment.index;
        if (index != null && !segment.sealed) {
            return index;
        }
        try {
            return segments.index(segment);
        } catch (IOException e) {
            segment.damaged = true;
            damage.report("Cannot read " + segments.path(segment) + ": " + e);
            return null;
        }
    }

    /** The index of a segment that is to be changed. */
    SegmentIndex indexForChange(Segment segment) {
        SegmentIndex index = indexOf(segment);
        if (index == null) {
            writer.fail(new IOException("Cannot remove from " + segments.path(segment) + ", which cannot be read"));
            writer.ensureAlive();
            throw new IllegalStateException("A failed store is not alive");
        }
        return index;
    }

    /** The first live sequence at or behind {@code from}, or 0. */
    long nextLive(long from) {
        for (int i = segments.numberOf(from); i < segments.size(); i++) {
            long found = segments.get(i).nextLive(from);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /** The last live sequence at or before {@code upTo}, or 0. */
    long previousLive(long upTo) {
        int start = Math.min(segments.numberOf(upTo), segments.size() - 1);
        for (int i = start; i >= 0; i--) {
            long found = segments.get(i).first > upTo ? 0 : segments.get(i).previousLive(upTo);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /** The first sequence behind a live one that is not live; last + 1 if there is none. */
    long nextGap(long live) {
        long sequence = live;
        for (int i = segments.numberOf(live); i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (segment.first > sequence) {
                return sequence;
            }
            int entries = segment.entries();
            int gap = segment.deleted.nextSet((int) (sequence - segment.first), entries);
            sequence = segment.first + gap;
            if (gap < entries) {
                return sequence;
            }
        }
        return sequence;
    }

    /** Looks for the first message again after the one with {@code sequence}, or all up to it, were removed. */
    void advancedFrom(long sequence) {
        first = messages == 0 ? last + 1 : nextLive(sequence + 1);
    }

    /** Shows the sequences between first and last that are gone, as ranges. */
    void deleted(RangeVisitor visitor) {
        long sequence = first;
        while (messages > 0 && sequence <= last) {
            long live = nextLive(sequence);
            long end = live == 0 ? last + 1 : live;
            if (end > sequence) {
                visitor.range(sequence, end - 1);
            }
            sequence = live == 0 ? end : nextGap(live);
        }
    }
}
