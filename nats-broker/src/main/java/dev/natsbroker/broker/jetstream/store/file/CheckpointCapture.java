package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.DiskFullException;
import dev.natsbroker.broker.jetstream.store.file.CheckpointFile.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Gathers what a checkpoint has to write, and takes in what it has done. Owned by the stream's lane. */
final class CheckpointCapture {
    /** An empty newest segment that is longer is replaced by a fresh one. */
    private static final int EMPTY_MAX = 64 << 10;

    private final StreamCore core;
    private final Consumers consumers;
    private final MessageRemoval removal;
    /** Files that the next checkpoint does not name any more. */
    private List<Path> obsolete = new ArrayList<>();

    CheckpointCapture(StreamCore core, Consumers consumers, MessageRemoval removal) {
        this.core = core;
        this.consumers = consumers;
        this.removal = removal;
    }

    void capture(StoreCheckpoint work, long position) {
        try {
            startFreshIfMostlyDead();
            core.writer.flush();
            core.checkpointNumber++;
            dropDead();
            captureForces(work);
        } catch (DiskFullException e) {
            work.full = e;
            return;
        } catch (IOException e) {
            core.writer.fail(e);
            core.writer.ensureAlive();
        }
        captureIndexes(work);
        captureErasures(work);
        captureCompactions(work);
        captureConsumers(work, position);
        work.obsolete.addAll(obsolete);
        obsolete = new ArrayList<>();
        work.checkpointFile = new StoreCheckpoint.NewFile(
                core.files.checkpoint(), manifest(position, work).encode(core.asset));
    }

    /** On a full disk nothing would be appended any more, so that one with some messages in it would never be rewritten. */
    private void startFreshIfMostlyDead() throws DiskFullException {
        Segment newest = core.segments.newest();
        if (newest == null || newest.length <= EMPTY_MAX) {
            return;
        }
        if (newest.messages == 0 || isMostlyDead(newest) && core.context.log().isFull()) {
            core.writer.flush();
            core.writer.roll(core.last + 1);
            core.writer.noteLast();
        }
    }

    /** Whether a checkpoint deletes files, or begins to. */
    boolean wouldFreeRoom() {
        return !obsolete.isEmpty() || core.segments.all().stream().anyMatch(CheckpointCapture::isMostlyDead);
    }

    private static boolean isMostlyDead(Segment segment) {
        return segment.bytes * 2 < segment.storedBytes;
    }

    private void captureForces(StoreCheckpoint work) throws IOException {
        for (Segment segment : core.segments.all()) {
            if (segment.unforced) {
                work.unforced.put(segment, core.segments.file(segment));
                segment.pinned = true;
                segment.unforced = false;
            }
        }
    }

    /** The newest segment is never dropped: it knows the last sequence. Others go when they hold nothing that is needed. */
    private void dropDead() {
        List<Segment> dead = new ArrayList<>();
        boolean oldest = true;
        for (Segment segment : core.segments.all()) {
            boolean needless = segment.messages == 0 && !segment.damaged && (oldest || segment.needless);
            if (needless && segment.sealed && segment != core.segments.newest()) {
                dead.add(segment);
                forgetFiles(segment, segment.generation);
            } else {
                oldest = false;
            }
        }
        core.segments.removeAll(dead);
        dead.forEach(core.reader::forget);
    }

    private void forgetFiles(Segment segment, int generation) {
        obsolete.add(core.files.segment(segment.first, generation));
        obsolete.add(core.files.index(segment.first, generation));
    }

    private void captureIndexes(StoreCheckpoint work) {
        for (Segment segment : core.segments.all()) {
            if (segment.sealed && !segment.indexed && segment.index != null && segment.listed != null) {
                SegmentContents contents = SegmentContents.of(segment, segment.index, core.table, segment.listed);
                work.indexFiles.add(new StoreCheckpoint.NewFile(
                        core.files.index(segment.first, segment.generation), IndexFile.encode(core.asset, contents)));
                work.indexed.add(segment);
            }
        }
    }

    private void captureErasures(StoreCheckpoint work) {
        work.takenErasures = removal.takeErasures();
        for (MessageRemoval.Erasure erasure : work.takenErasures) {
            Segment segment = erasure.segment();
            SegmentIndex index = core.segments.all().contains(segment) ? core.indexOf(segment) : null;
            int entry = (int) (erasure.sequence() - segment.first);
            int offset = index == null || entry >= index.entries ? SegmentIndex.NONE : index.offsets[entry];
            if (offset != SegmentIndex.NONE) {
                work.erasures.computeIfAbsent(segment, key -> new ArrayList<>()).add(offset);
            }
        }
    }

    private void captureCompactions(StoreCheckpoint work) {
        NavigableMap<Long, Long> older = new TreeMap<>();
        long latest = 0;
        for (Segment segment : core.segments.all()) {
            boolean again = segment.sealed && segment.messages == 0 && segment.stored == 0 && segment.triedAt <= latest;
            boolean wanted = Compaction.isWorthwhile(segment) || again && !segment.damaged;
            if (wanted
                    && segment != core.segments.newest()
                    && !work.erasures.containsKey(segment)
                    && work.compactions.size() < core.context.options().compactionsMax()) {
                segment.triedAt = core.checkpointNumber;
                segment.pinned = true;
                work.compactions.add(new Compaction(core, segment, core.checkpointNumber, new TreeMap<>(older)));
            }
            older.put(segment.first, segment.compactedAt);
            latest = Math.max(latest, segment.compactedAt);
        }
    }

    private void captureConsumers(StoreCheckpoint work, long position) {
        work.dirtyConsumers = consumers.takeDirty();
        for (Consumers.Entry entry : work.dirtyConsumers) {
            byte[] bytes = new ConsumerFile(entry.id, position, entry.name, entry.meta, entry.state.snapshot())
                    .encode(core.asset);
            work.consumerFiles.add(new StoreCheckpoint.NewFile(core.files.consumer(entry.name), bytes));
        }
        work.deletedConsumers = consumers.takeDeleted();
        work.deletedConsumers.forEach(name -> work.obsoleteConsumers.add(core.files.consumer(name)));
    }

    private CheckpointFile manifest(long position, StoreCheckpoint work) {
        List<SegmentEntry> entries = new ArrayList<>();
        for (Segment segment : core.segments.all()) {
            if (segment.written > 0) {
                entries.add(new SegmentEntry(
                        segment.first,
                        segment.last,
                        segment.lastTime,
                        segment.generation,
                        segment.written,
                        segment.sealed,
                        segment.indexed || work.indexed.contains(segment)));
            }
        }
        return new CheckpointFile(
                core.checkpointNumber, position, core.last, core.lastTime, consumers.nextId(), entries);
    }

    void done(StoreCheckpoint work) {
        work.indexed.forEach(segment -> {
            segment.indexed = true;
            segment.listed = null;
        });
        work.unforced.keySet().forEach(segment -> segment.pinned = false);
        work.erasures.keySet().forEach(core.reader::forget);
        work.compactions.forEach(this::install);
        work.troubles.forEach(core.damage::report);
    }

    private void install(Compaction compaction) {
        Segment segment = compaction.segment;
        segment.pinned = false;
        if (compaction.trouble != null) {
            segment.damaged = true;
            core.damage.report(compaction.trouble);
        }
        SegmentContents contents = compaction.result;
        if (compaction.nothingLeft) {
            segment.needless = true;
        } else if (contents != null) {
            forgetFiles(segment, segment.generation);
            core.reader.forget(segment);
            core.segments.closeFile(segment);
            core.segments.dropIndex(segment);
            segment.generation = contents.generation();
            segment.compactedAt = compaction.number();
            segment.length = contents.length();
            segment.written = contents.length();
            segment.indexed = true;
            segment.subjects = null;
            segment.countStored(contents);
        }
    }

    void abandoned(StoreCheckpoint work) {
        work.unforced.keySet().forEach(segment -> {
            segment.pinned = false;
            segment.unforced = true;
        });
        work.compactions.forEach(compaction -> compaction.segment.pinned = false);
        removal.giveBack(work.takenErasures);
        consumers.giveBack(work.dirtyConsumers, work.deletedConsumers);
        obsolete.addAll(work.obsolete);
    }
}
