package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.store.file.CheckpointFile.SegmentEntry;
import dev.natsbroker.broker.jetstream.store.file.StreamFiles.SegmentName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a stream to where its last checkpoint left it. The checkpoint file says which files count and how far; sealed segments are
 * known from their index files, the newest is read. Without a usable checkpoint file all segments are read as far as they make sense,
 * and the journal is replayed from its beginning.
 *
 * <p>Goes from the newest segment to the oldest: what is deleted in a segment, newer ones tell. Used by one thread, once.
 */
final class StoreRecovery {
    private final StreamCore core;
    private final Disk disk;
    private final TableLoader loader;
    /** What a scan of one segment has found. */
    private final List<ContentsCollector.Damage> damages = new ArrayList<>();

    /** Sequences of one segment whose records are damaged; lost only if they were not deleted. */
    private final List<Long> candidates = new ArrayList<>();

    /** All segments that should be there, oldest first. */
    private final List<Segment> expected = new ArrayList<>();

    private long highestNumber;
    private boolean complete = true;

    StoreRecovery(StreamCore core) {
        this.core = core;
        this.disk = core.context.disk();
        this.loader = new TableLoader(core.table);
    }

    /** Loads everything; returns the checkpoint that it stands at, or null if there was none to be trusted. */
    @Nullable
    CheckpointFile load() throws IOException {
        CheckpointFile checkpoint = readCheckpoint();
        removeLeftovers(core.files.directory());
        removeLeftovers(core.files.messages());
        removeLeftovers(core.files.consumers());
        List<SegmentEntry> entries = checkpoint != null ? checkpoint.segments() : entriesOfFiles();
        complete = checkpoint != null;
        if (checkpoint != null) {
            removeUnnamed(checkpoint);
            core.last = checkpoint.last();
            core.lastTime = checkpoint.lastTime();
            core.checkpointNumber = checkpoint.number();
        }
        entries.forEach(entry -> expected.add(expect(entry)));
        for (int i = entries.size() - 1; i >= 0; i--) {
            load(entries.get(i), i);
        }
        finish();
        return checkpoint;
    }

    private @Nullable CheckpointFile readCheckpoint() throws IOException {
        try {
            return CheckpointFile.read(disk, core.files.checkpoint(), core.asset);
        } catch (DamagedFileException | NoSuchFileException e) {
            core.damage.report("The checkpoint file cannot be used (" + e.getMessage()
                    + "): all segments are read, and the whole journal is replayed");
            return null;
        }
    }

    private void removeLeftovers(Path directory) throws IOException {
        for (Path path : disk.list(directory)) {
            if (FileFrame.isTemporary(path)) {
                disk.delete(path);
            }
        }
    }

    /** Removes segments and indexes that the checkpoint does not name: replaced ones, and new ones that the journal holds as well. */
    private void removeUnnamed(CheckpointFile checkpoint) throws IOException {
        Map<Long, Integer> named = new TreeMap<>();
        checkpoint.segments().forEach(segment -> named.put(segment.first(), segment.generation()));
        for (Path path : disk.list(core.files.messages())) {
            SegmentName segment = StreamFiles.segmentName(path);
            SegmentName index = StreamFiles.indexName(path);
            if (index != null && !Integer.valueOf(index.generation()).equals(named.get(index.first()))) {
                disk.delete(path);
            } else if (segment != null && !Integer.valueOf(segment.generation()).equals(named.get(segment.first()))) {
                removeIfOurs(path);
            }
        }
    }

    private void removeIfOurs(Path path) throws IOException {
        SegmentHeader header;
        try (DiskFile file = disk.openExisting(path)) {
            header = file.size() == 0 ? null : readHeader(file, path);
        } catch (DamagedFileException e) {
            header = null;
        }
        if (header == null || header.asset() == core.asset) {
            disk.delete(path);
        } else {
            core.damage.report(path + " belongs to stream number " + header.asset() + ": left as it is");
        }
    }

    private static SegmentHeader readHeader(DiskFile file, Path path) throws IOException {
        byte[] bytes = new byte[SegmentHeader.SIZE];
        int read = file.read(ByteBuffer.wrap(bytes), 0);
        if (!SegmentHeader.isHeader(bytes, read)) {
            throw new DamagedFileException("The start of " + path + " is damaged");
        }
        if (SegmentHeader.version(bytes) != SegmentHeader.VERSION) {
            throw new UnreadableStoreException(
                    path,
                    "the segment has format version " + SegmentHeader.version(bytes) + ", this server reads version "
                            + SegmentHeader.VERSION,
                    "Start the server version that wrote it, or move the stream's directory away. Nothing was changed.");
        }
        return SegmentHeader.get(bytes);
    }

    /** The segments that lie there, each in its highest generation. */
    private List<SegmentEntry> entriesOfFiles() throws IOException {
        TreeMap<Long, Integer> found = new TreeMap<>();
        for (Path path : disk.list(core.files.messages())) {
            SegmentName name = StreamFiles.segmentName(path);
            if (name != null) {
                found.merge(name.first(), name.generation(), Math::max);
            }
        }
        List<SegmentEntry> entries = new ArrayList<>();
        found.forEach((first, generation) ->
                entries.add(new SegmentEntry(first, first - 1, 0, generation, Integer.MAX_VALUE, true, false)));
        return entries;
    }

    private static Segment expect(SegmentEntry entry) {
        Segment segment = new Segment(entry.first(), entry.generation());
        segment.sealed = entry.sealed();
        segment.length = entry.length();
        segment.written = entry.length();
        segment.indexed = entry.indexed();
        return segment;
    }

    private void load(SegmentEntry entry, int number) throws IOException {
        Segment segment = expected.get(number);
        boolean newest = number == expected.size() - 1;
        SegmentContents contents;
        try {
            contents = contentsOf(segment, newest);
        } catch (NoSuchFileException | DamagedFileException e) {
            lost(entry, e.getMessage());
            noteLost(segment);
            return;
        }
        segment.last = Math.max(contents.last(), entry.last());
        if (!newest) {
            segment.last = Math.min(segment.last, expected.get(number + 1).first - 1);
        }
        segment.lastTime = Math.max(contents.lastTime(), entry.lastTime());
        contents.deletes().forEach(this::markDeleted);
        if (segment.indexed && contents.lacksNames(segment.deleted)) { // the index is younger than the checkpoint
            segment.indexed = false;
            contents = scan(segment, core.segments.path(segment));
        }
        noteDamage(segment);
        noteLost(segment);
        contents.count(segment, loader);
        core.messages += segment.messages;
        core.bytes += segment.bytes;
        core.segments.addOldest(segment);
        if (newest && (!complete || !segment.sealed)) {
            // what follows a damaged place goes into a file of its own
            segment.sealed = segment.damaged;
        }
        if (newest || !segment.indexed) {
            segment.listed = contents.deletes();
            core.segments.attach(segment, contents.index(core.table));
        }
    }

    private SegmentContents contentsOf(Segment segment, boolean newest) throws IOException {
        Path path = core.segments.path(segment);
        try (DiskFile file = disk.openExisting(path)) {
            SegmentHeader header = readHeader(file, path);
            if (header.asset() != core.asset) {
                throw new DamagedFileException(path + " belongs to stream number " + header.asset());
            }
            segment.compactedAt = header.compactedAt();
            if (complete && newest && !segment.sealed && file.size() > segment.written) {
                file.truncate(segment.written);
            }
        }
        if (segment.indexed) {
            SegmentContents contents = readIndex(segment);
            if (contents != null) {
                return contents;
            }
        }
        segment.indexed = false;
        return scan(segment, path);
    }

    private @Nullable SegmentContents readIndex(Segment segment) throws IOException {
        try {
            SegmentContents contents =
                    IndexFile.read(disk, core.files.index(segment.first, segment.generation), core.asset);
            return contents.fits(segment) ? contents : null;
        } catch (DamagedFileException | NoSuchFileException e) {
            return null; // derived data: the segment itself tells the same, and the file is made again
        }
    }

    private SegmentContents scan(Segment segment, Path path) throws IOException {
        ContentsCollector collector = new ContentsCollector(segment.first);
        SegmentScan scan = SegmentScan.read(disk, path, segment.written);
        int end = scan.forEach(collector, complete);
        if (complete && scan.length() < segment.written) {
            segment.damaged = true;
            core.damage.report(path + " is " + (segment.written - scan.length()) + " bytes shorter than it was");
        }
        segment.length = complete ? segment.written : end;
        segment.written = segment.length;
        highestNumber = Math.max(highestNumber, collector.highestNumber());
        if (collector.streamLast() > core.last) {
            core.last = collector.streamLast();
            core.lastTime = collector.streamLastTime();
        }
        damages.addAll(collector.damage());
        return collector.contents(segment.generation, segment.length);
    }

    /** What was erased in part when the power was cut is erased now; everything else is damage. */
    private void noteDamage(Segment segment) throws IOException {
        Path path = core.segments.path(segment);
        List<Integer> torn = new ArrayList<>();
        for (ContentsCollector.Damage damage : damages) {
            if (damage.torn() && isDeleted(segment, damage.sequence())) {
                torn.add(damage.offset());
            } else {
                segment.damaged = true;
                core.damage.bytes(damage.bytes());
                core.damage.report("Damaged: " + damage.bytes() + " bytes at " + damage.offset() + " of " + path);
                candidates.add(damage.sequence());
            }
        }
        damages.clear();
        if (!torn.isEmpty()) {
            MessageRemoval.overwrite(disk, path, torn);
        }
    }

    private static boolean isDeleted(Segment segment, long sequence) {
        return sequence >= segment.first && segment.deleted.isSet((int) (sequence - segment.first));
    }

    private void lost(SegmentEntry entry, @Nullable String reason) {
        core.damage.report("Segment lost, sequences " + entry.first() + " to " + entry.last() + ": " + reason);
        core.damage.bytes(complete ? entry.length() : 0);
        for (long sequence = entry.first(); sequence <= entry.last(); sequence++) {
            candidates.add(sequence);
        }
    }

    /** Of the unreadable sequences of a segment, those are lost that were not deleted. */
    private void noteLost(Segment segment) {
        for (long sequence : candidates) {
            if (sequence >= segment.first && !isDeleted(segment, sequence)) {
                core.damage.lost(sequence);
            }
        }
        candidates.clear();
    }

    /** Deletes a range in the segments that it touches; these are not newer than the one that tells of it. */
    private void markDeleted(long from, long to) {
        for (int i = numberOf(from); i < expected.size() && expected.get(i).first <= to; i++) {
            Segment segment = expected.get(i);
            long next = i + 1 < expected.size() ? expected.get(i + 1).first : Long.MAX_VALUE;
            long start = Math.max(from, segment.first);
            long end = Math.min(Math.min(to, next - 1), segment.first + Segments.SPAN_MAX);
            if (start <= end) {
                segment.deleted.set((int) (start - segment.first), (int) (end - segment.first));
            }
        }
    }

    /** The last segment that starts at or before {@code sequence}, or the first. */
    private int numberOf(long sequence) {
        int low = 0;
        int high = expected.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (expected.get(middle).first <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void finish() throws IOException {
        if (!complete) {
            core.checkpointNumber = highestNumber;
        }
        Segment newest = core.segments.newest();
        if (newest != null) {
            core.last = Math.max(core.last, newest.last);
            core.lastTime = core.lastTime == 0 ? newest.lastTime : core.lastTime;
            SequenceRanges listed = newest.listed;
            core.writer.resume(newest, listed == null ? new SequenceRanges() : listed);
            if (!complete && !newest.sealed) {
                core.segments.file(newest).truncate(newest.written);
            }
        }
        core.first = core.messages > 0 ? core.nextLive(1) : core.last == 0 ? 0 : core.last + 1;
    }
}
