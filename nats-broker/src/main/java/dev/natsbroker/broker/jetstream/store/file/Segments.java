package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of a stream in the order of their sequences, with the files and indexes that are open. Owned by the stream's lane. */
final class Segments {
    /** A segment covers no more sequences than that: its arrays have an element for each. */
    static final int SPAN_MAX = 1 << 20;
    /** The subjects of a segment stay in memory if there are no more than that. */
    private static final int RESIDENT_SUBJECTS = 512;

    private final Disk disk;
    private final StreamFiles files;
    private final long asset;
    private final SubjectTable table;
    private final long indexBytesMax;
    private final List<Segment> list = new ArrayList<>();
    private long loadedBytes;
    private long clock;
    private int latest;

    Segments(Disk disk, StreamFiles files, long asset, SubjectTable table, long indexBytesMax) {
        this.disk = disk;
        this.files = files;
        this.asset = asset;
        this.table = table;
        this.indexBytesMax = indexBytesMax;
    }

    int size() {
        return list.size();
    }

    Segment get(int number) {
        return list.get(number);
    }

    List<Segment> all() {
        return list;
    }

    /** The one that is written to, or null if there is none. */
    @Nullable
    Segment newest() {
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    void add(Segment segment) {
        list.add(segment);
    }

    void addOldest(Segment segment) {
        list.add(0, segment);
    }

    /** Takes segments out of the list and lets go of what they hold. */
    void removeAll(List<Segment> dead) {
        list.removeAll(dead);
        dead.forEach(this::release);
        latest = 0;
    }

    /** The number of the first segment whose last sequence is not below {@code sequence}; {@link #size} if there is none. */
    int numberOf(long sequence) {
        if (latest < list.size() && isAt(latest, sequence)) {
            return latest;
        }
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list.get(middle).last < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        latest = low;
        return low;
    }

    private boolean isAt(int number, long sequence) {
        return list.get(number).last >= sequence && (number == 0 || list.get(number - 1).last < sequence);
    }

    /** The segment with a live message of that sequence, or null. */
    @Nullable
    Segment live(long sequence) {
        int number = numberOf(sequence);
        if (number == list.size()) {
            return null;
        }
        Segment segment = list.get(number);
        return segment.isLive(sequence) ? segment : null;
    }

    Path path(Segment segment) {
        return files.segment(segment.first, segment.generation);
    }

    /** The segment's file, open. */
    DiskFile file(Segment segment) throws IOException {
        DiskFile file = segment.file;
        if (file == null) {
            file = segment.written == 0 ? disk.open(path(segment)) : disk.openExisting(path(segment));
            segment.file = file;
        }
        segment.used = ++clock;
        return file;
    }

    /** The segment's index, loaded if it is not there. */
    SegmentIndex index(Segment segment) throws IOException {
        SegmentIndex index = segment.index;
        if (index == null) {
            index = load(segment).index(table);
            segment.used = ++clock;
            attach(segment, index);
        }
        segment.used = ++clock;
        return index;
    }

    /** Gives a segment its index and, if it is sealed, counts it in the budget. */
    void attach(Segment segment, SegmentIndex index) {
        segment.index = index;
        if (segment.sealed) {
            loadedBytes += index.cost();
            remember(segment, index);
            evict(segment);
        }
    }

    /** Counts the index of a segment that has become sealed. */
    void sealed(Segment segment) {
        SegmentIndex index = segment.index;
        if (index != null) {
            index.trim();
            attach(segment, index);
        }
    }

    private static void remember(Segment segment, SegmentIndex index) {
        if (index.subjects <= RESIDENT_SUBJECTS) {
            segment.subjects = java.util.Arrays.copyOf(index.ids, index.subjects);
        }
    }

    private SegmentContents load(Segment segment) throws IOException {
        if (segment.indexed) {
            try {
                SegmentContents contents = IndexFile.read(disk, files.index(segment.first, segment.generation), asset);
                if (contents.fits(segment)) {
                    return contents;
                }
            } catch (DamagedFileException | java.nio.file.NoSuchFileException e) {
                // derived data: the segment itself tells the same
                segment.indexed = false;
            }
        }
        SegmentContents contents = scan(segment).contents(segment.generation, segment.length);
        segment.listed = contents.deletes();
        return contents;
    }

    /** Reads a segment's file as far as it is written. */
    ContentsCollector scan(Segment segment) throws IOException {
        ContentsCollector collector = new ContentsCollector(segment.first);
        SegmentScan.read(disk, path(segment), segment.written).forEach(collector, true);
        return collector;
    }

    private void evict(Segment keep) {
        while (loadedBytes > indexBytesMax) {
            Segment oldest = null;
            for (Segment segment : list) {
                if (isEvictable(segment) && segment != keep && (oldest == null || segment.used < oldest.used)) {
                    oldest = segment;
                }
            }
            if (oldest == null) {
                return;
            }
            release(oldest);
        }
    }

    private static boolean isEvictable(Segment segment) {
        return segment.index != null && segment.sealed && segment.indexed && !segment.pinned;
    }

    private void release(Segment segment) {
        dropIndex(segment);
        closeFile(segment);
    }

    /** Forgets the index; it is loaded again when it is needed. */
    void dropIndex(Segment segment) {
        if (segment.index != null && segment.sealed) {
            loadedBytes -= segment.index.cost();
        }
        segment.index = null;
    }

    void closeFile(Segment segment) {
        DiskFile file = segment.file;
        segment.file = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // what was to be kept was forced, or stands in the journal
                segment.used = 0;
            }
        }
    }

    /** Closes what was not used since a while: cold segments need no memory and no open file. */
    void releaseAll() {
        list.forEach(segment -> {
            if (segment.sealed && segment.indexed && !segment.pinned) {
                release(segment);
            }
        });
    }

    /** The files are gone: nothing is found from now on. */
    void forgetAll() {
        close();
        list.clear();
        latest = 0;
    }

    void close() {
        list.forEach(this::closeFile);
        list.forEach(segment -> segment.index = null);
    }
}
