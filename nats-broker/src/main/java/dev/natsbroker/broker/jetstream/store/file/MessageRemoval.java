package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes messages out of the indexes and figures of a store. Owned by the stream's lane. */
final class MessageRemoval {
    /** A message in a file whose bytes are to be overwritten. */
    record Erasure(Segment segment, long sequence) {}

    private final StreamCore core;
    private final SubjectSearch search;
    private List<Erasure> erasures = new ArrayList<>();
    private @Nullable RemovalListener listener;
    private byte[] subject = new byte[64];

    MessageRemoval(StreamCore core, SubjectSearch search) {
        this.core = core;
        this.search = search;
    }

    void listener(RemovalListener removalListener) {
        listener = removalListener;
    }

    /** Removes a live message of a segment whose index can be read. */
    void remove(Segment segment, long sequence, boolean erase) {
        SegmentIndex index = core.indexForChange(segment);
        int entry = (int) (sequence - segment.first);
        if (erase) {
            erase(segment, sequence, index.offsets[entry]);
        }
        core.writer.deleted(sequence, sequence);
        leave(segment, index, entry);
    }

    /** A message turned out to be unreadable: it is not there any more, but nothing is written of that. */
    void lose(Segment segment, long sequence, String reason) {
        segment.damaged = true;
        core.damage.report(reason);
        core.damage.lost(sequence);
        leave(segment, core.indexForChange(segment), (int) (sequence - segment.first));
    }

    private void leave(Segment segment, SegmentIndex index, int entry) {
        int id = index.ids[index.locals[entry]];
        int length = core.table.length(id);
        if (listener != null) {
            subject = length > subject.length ? new byte[length] : subject;
            System.arraycopy(core.table.array(id), core.table.offset(id), subject, 0, length);
        }
        long sequence = segment.first + entry;
        subtract(segment, index, entry);
        forget(id, sequence);
        if (sequence == core.first) {
            core.advancedFrom(sequence);
        }
        if (listener != null) {
            listener.removed(sequence, subject, 0, length);
        }
    }

    private void subtract(Segment segment, SegmentIndex index, int entry) {
        int size = index.sizes[entry];
        segment.remove(entry, size);
        core.messages--;
        core.bytes -= size;
    }

    private void forget(int id, long sequence) {
        SubjectTable table = core.table;
        boolean wasLast = table.last(id) == sequence;
        if (table.removeOne(id)) {
            return;
        }
        if (wasLast) {
            table.last(id, search.lastOf(id, sequence - 1));
        }
        if (table.count(id) == 1) {
            table.first(id, table.last(id));
        } else if (table.first(id) == sequence) {
            table.first(id, sequence + 1);
        }
    }

    private void erase(Segment segment, long sequence, int offset) {
        if (segment == core.segments.newest() && offset >= segment.written) {
            core.codec.erase(core.tail.buffer, offset - core.tail.offset);
        } else {
            erasures.add(new Erasure(segment, sequence));
        }
    }

    /** A message was deleted before the checkpoint that the store stands at; whether it was overwritten behind that is unknown. */
    void eraseAgain(long sequence) {
        int number = core.segments.numberOf(sequence);
        Segment segment = number == core.segments.size() ? null : core.segments.get(number);
        if (segment != null && sequence >= segment.first && !segment.isLive(sequence)) {
            erasures.add(new Erasure(segment, sequence));
            core.dirty = true;
        }
    }

    /** What is to be overwritten at the next checkpoint; the list starts anew. */
    List<Erasure> takeErasures() {
        List<Erasure> taken = erasures;
        erasures = new ArrayList<>();
        return taken;
    }

    /** Puts back what could not be done. */
    void giveBack(List<Erasure> notDone) {
        erasures.addAll(notDone);
    }

    /** Removes all matching messages below {@code bound}; returns how many. */
    long purge(SubjectFilter filter, byte[] filterBytes, long bound) {
        if (core.messages == 0 || bound <= core.first) {
            return 0;
        }
        long from = core.first;
        long removed = filter.isAll() ? purgeAll(bound) : purgeMatching(filter, bound);
        if (removed > 0 && listener != null) {
            listener.purged(filterBytes, from, bound - 1);
        }
        return removed;
    }

    private long purgeAll(long bound) {
        long before = core.messages;
        long from = core.first;
        for (int n = core.segments.numberOf(from); n < core.segments.size(); n++) {
            Segment segment = core.segments.get(n);
            if (segment.first >= bound) {
                break;
            }
            if (segment.messages > 0) {
                clear(segment, Math.min(bound - 1, segment.last));
            }
        }
        core.writer.deleted(from, Math.min(bound, core.last + 1) - 1);
        core.advancedFrom(Math.min(bound, core.last + 1) - 1);
        return before - core.messages;
    }

    private void clear(Segment segment, long upTo) {
        SegmentIndex index = core.indexForChange(segment);
        int end = (int) (upTo - segment.first);
        for (int i = segment.deleted.nextClear(0); i <= end; i = segment.deleted.nextClear(i + 1)) {
            int id = index.ids[index.locals[i]];
            subtract(segment, index, i);
            if (!core.table.removeOne(id) && core.table.count(id) == 1) {
                core.table.first(id, core.table.last(id));
            }
        }
    }

    private long purgeMatching(SubjectFilter filter, long bound) {
        long removed = 0;
        long sequence = search.next(filter, core.first);
        while (sequence != 0 && sequence < bound) {
            Segment segment = core.segments.live(sequence);
            if (segment == null) {
                throw new IllegalStateException("Sequence " + sequence + " was found, but is not there");
            }
            SegmentIndex index = core.indexForChange(segment);
            int entry = (int) (sequence - segment.first);
            int id = index.ids[index.locals[entry]];
            subtract(segment, index, entry);
            forget(id, sequence);
            core.writer.deleted(sequence, sequence);
            if (sequence == core.first) {
                core.advancedFrom(sequence);
            }
            removed++;
            sequence = search.next(filter, sequence + 1);
        }
        return removed;
    }

    /** Overwrites records in their file. Called on the sync thread, with the positions that {@link #takeErasures} gave. */
    static void overwrite(Disk disk, Path path, List<Integer> offsets) throws IOException {
        RecordCodec codec = new RecordCodec();
        try (DiskFile file = disk.openExisting(path)) {
            for (int offset : offsets) {
                byte[] header = new byte[RecordCodec.HEADER];
                file.read(ByteBuffer.wrap(header), offset);
                int length = RecordCodec.length(header, 0);
                if (length < RecordCodec.HEADER || length > file.size() - offset) {
                    continue; // damaged: where it ends is unknown
                }
                byte[] record = Arrays.copyOf(header, length);
                codec.erase(record, 0);
                file.write(ByteBuffer.wrap(record), offset);
            }
            file.force();
        }
    }
}
