package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.DiskFile;
import org.jspecify.annotations.Nullable;

/** What is known of one segment all the time. Owned by the stream's lane. */
final class Segment {
    /** The first sequence that can be in it. */
    final long first;

    /** The last sequence that it accounts for; {@code first - 1} as long as there is none. */
    long last;

    int generation;
    long compactedAt;

    /** Up to where the file is written; what follows is in the tail. */
    int written;

    /** The length with the tail. */
    int length;

    long messages;
    long bytes;
    /** How many messages the file and the tail hold, deleted ones, too. */
    long stored;

    /** Their accounted size. */
    long storedBytes;
    /** The time of the record that was added last. */
    long lastTime;

    boolean sealed;
    /** The deletions that it lists, kept until its index file is written. */
    @Nullable
    SequenceRanges listed;
    /** Whether its index file was written. */
    boolean indexed;
    /** Whether it was written to since it was forced last. */
    boolean unforced;
    /** Whether a record turned out to be damaged: it is not rewritten then, so that nothing unread is thrown away. */
    boolean damaged;
    /** Whether the sync thread works with its file, which must stay open until then. */
    boolean pinned;
    /** Whether a rewriting found nothing to keep: it goes with the next checkpoint. */
    boolean needless;
    /** The number of the checkpoint at which a rewriting was last tried. */
    long triedAt;

    final Deletions deleted = new Deletions();

    @Nullable
    SegmentIndex index;
    /** The stream's subject ids of a segment with few subjects, to pass it over without its index. */
    int @Nullable [] subjects;

    @Nullable
    DiskFile file;
    /** When its index was used last, on the counter of {@link Segments}. */
    long used;

    Segment(long first, int generation) {
        this.first = first;
        this.last = first - 1;
        this.generation = generation;
    }

    int entries() {
        return (int) (last - first + 1);
    }

    boolean isLive(long sequence) {
        return sequence >= first && sequence <= last && !deleted.isSet((int) (sequence - first));
    }

    /** The first live sequence at or behind {@code from}, or 0. */
    long nextLive(long from) {
        long sequence = first + deleted.nextClear((int) (Math.max(from, first) - first));
        return sequence <= last ? sequence : 0;
    }

    /** The last live sequence at or before {@code upTo}, or 0. */
    long previousLive(long upTo) {
        int entry = deleted.previousClear((int) (Math.min(upTo, last) - first));
        return entry < 0 ? 0 : first + entry;
    }

    /** Notes what the file holds after it was rewritten. */
    void countStored(SegmentContents contents) {
        stored = 0;
        storedBytes = 0;
        for (int i = 0; i < contents.entries(); i++) {
            if (contents.offsets()[i] >= 0) {
                stored++;
                storedBytes += contents.sizes()[i];
            }
        }
    }

    /** Notes that a message has left. */
    void remove(int entry, int size) {
        deleted.set(entry);
        messages--;
        bytes -= size;
    }
}
