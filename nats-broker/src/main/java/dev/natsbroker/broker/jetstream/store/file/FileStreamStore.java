package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.journal.JournaledAsset;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.RangeVisitor;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import dev.natsbroker.broker.jetstream.store.SubjectTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream in files: segments of records, an index that is loaded by segment, and the consumers' snapshots. Owned by the stream's lane.
 *
 * <p>Each change goes into the journal first and is durable when the journal is; the files follow without a sync and are forced by the
 * journal's checkpoints. Opened after a crash, the store stands at its last checkpoint and takes the rest from {@link #replay}.
 *
 * <p>Errors: {@link dev.natsbroker.broker.jetstream.store.StoreFullException} if an append has no room (nothing was logged then);
 * {@link StoreFailedException} from every change after a write or a sync has failed for another reason; damaged records are left out
 * and reported by {@link #damage}. The format: docs/store-format.md.
 */
public final class FileStreamStore implements StreamStore, JournaledAsset {
    private final StreamCore core;
    private final JournalEntries entries;
    private final SubjectSearch search;
    private final MessageRemoval removal;
    private final Consumers consumers;
    private final CheckpointCapture checkpoints;

    private StreamFile description;
    private boolean descriptionDirty;
    private long position;
    /** Entries of the journal up to here are contained; those of consumers have positions of their own. */
    private long checkpointPosition;

    private boolean dirty;
    private long firstTimeOf;
    private long firstTime;
    private final StoredMessage probe = new StoredMessage();
    private volatile boolean deleted;

    private FileStreamStore(
            FileStoreContext context, Path directory, StreamFile description, @Nullable ConsumerStates states) {
        this.core = new StreamCore(context, new StreamFiles(directory), description.asset());
        this.description = description;
        this.position = description.position();
        this.entries = new JournalEntries(context.log(), description.asset());
        this.search = new SubjectSearch(core);
        this.removal = new MessageRemoval(core, search);
        this.consumers = new Consumers(core, entries, this::markDirty, states);
        this.checkpoints = new CheckpointCapture(core, consumers, removal);
    }

    /**
     * Creates a stream; it is there durably when this returns.
     *
     * @param directory where it goes; see {@link StoreNames} for its name
     * @param asset its number in the journal, never used before
     * @param name the stream's name
     * @param meta its configuration, as bytes that mean nothing here
     * @throws UnreadableStoreException if the directory holds something already
     */
    public static FileStreamStore create(FileStoreContext context, Path directory, long asset, String name, byte[] meta)
            throws IOException {
        Disk disk = context.disk();
        StreamFiles files = new StreamFiles(directory);
        if (disk.exists(files.meta()) || !disk.list(files.messages()).isEmpty()) {
            throw new UnreadableStoreException(
                    directory, "there is a stream's directory already", "Move it away. Nothing was changed.");
        }
        disk.createDirectories(files.messages());
        disk.createDirectories(files.consumers());
        long position = context.log().position();
        CheckpointFile empty = new CheckpointFile(0, position, 0, 0, 1, List.of());
        StreamFile description = new StreamFile(asset, position, name, meta.clone());
        FileFrame.replace(disk, files.checkpoint(), empty.encode(asset));
        FileFrame.replace(disk, files.meta(), description.encode());
        disk.syncDirectory(directory);
        Path parent = directory.getParent();
        if (parent != null) {
            disk.syncDirectory(parent);
        }
        FileStreamStore store = new FileStreamStore(context, directory, description, null);
        store.checkpointPosition = position;
        return store;
    }

    /**
     * Opens a stream as its last checkpoint left it; the journal is to be {@linkplain #replay replayed} then.
     *
     * @param states makes the consumers' states
     * @throws UnreadableStoreException if this is no stream's directory that this version can read; nothing is changed
     * @throws IOException if the device fails
     */
    public static FileStreamStore open(FileStoreContext context, Path directory, ConsumerStates states)
            throws IOException {
        StreamFile description = StreamFile.read(context.disk(), directory);
        FileStreamStore store = new FileStreamStore(context, directory, description, states);
        CheckpointFile checkpoint = new StoreRecovery(store.core).load();
        store.dirty = checkpoint == null;
        if (checkpoint != null) {
            store.checkpointPosition = checkpoint.position();
            store.position = checkpoint.position();
            store.consumers.nextId(checkpoint.nextConsumer());
        }
        store.consumers.load();
        return store;
    }

    // --- what is there

    @Override
    public long messages() {
        return core.messages;
    }

    @Override
    public long bytes() {
        return core.bytes;
    }

    @Override
    public long firstSequence() {
        return core.first;
    }

    @Override
    public long lastSequence() {
        return core.last;
    }

    @Override
    public long firstTimeNanos() {
        if (firstTimeOf != core.first && core.messages > 0) {
            firstTime = read(core.first, probe) ? probe.timeNanos() : 0;
            firstTimeOf = firstTime == 0 ? -1 : core.first;
        }
        return core.messages == 0 ? 0 : firstTime;
    }

    @Override
    public long lastTimeNanos() {
        return core.lastTime;
    }

    @Override
    public long subjectCount() {
        return core.table.size();
    }

    @Override
    public long sizeOf(int subjectLength, int headersLength, int payloadLength) {
        return RecordCodec.sizeOf(subjectLength, headersLength, payloadLength);
    }

    // --- changes

    @Override
    public void append(NewMessage message) {
        int at = core.writer.prepare(message.sequence, RecordCodec.lengthOf(message));
        byte[] buffer = core.tail.buffer;
        int length = core.codec.encode(buffer, at, message, core.compression);
        position = entries.append(buffer, at, length);
        applyAppend(at, length);
    }

    /** Takes over the record that stands in the tail at {@code at}. */
    private void applyAppend(int at, int length) {
        byte[] buffer = core.tail.buffer;
        Segment segment = newest();
        SegmentIndex index = core.indexForChange(segment);
        long sequence = RecordCodec.sequence(buffer, at);
        fillGap(segment, index, sequence - 1);
        int id = core.table.add(buffer, at + RecordCodec.HEADER, RecordCodec.subjectLength(buffer, at), sequence);
        int size = RecordCodec.sizeOf(buffer, at);
        index.add(core.tail.offset + at, id, size);
        segment.last = sequence;
        segment.messages++;
        segment.bytes += size;
        segment.stored++;
        segment.storedBytes += size;
        segment.lastTime = RecordCodec.time(buffer, at);
        core.writer.appended(length);
        core.first = core.messages == 0 ? sequence : core.first;
        core.messages++;
        core.bytes += size;
        core.last = sequence;
        core.lastTime = segment.lastTime;
        dirty = true;
    }

    private Segment newest() {
        Segment newest = core.segments.newest();
        if (newest == null) {
            throw new IllegalStateException("There is no segment to write to");
        }
        return newest;
    }

    private static void fillGap(Segment segment, SegmentIndex index, long upTo) {
        if (upTo > segment.last) {
            segment.deleted.set(segment.entries(), (int) (upTo - segment.first));
            segment.last = upTo;
        }
        index.addAbsent(segment.entries());
    }

    @Override
    public void skipTo(long sequence, long timeNanos) {
        if (sequence <= core.last) {
            return;
        }
        core.writer.ensureRoom(core.last + 1);
        position = entries.skip(sequence, timeNanos);
        applySkip(sequence, timeNanos);
    }

    private void applySkip(long sequence, long timeNanos) {
        int at = core.writer.prepare(core.last + 1, RecordCodec.HEADER);
        core.last = sequence;
        core.lastTime = timeNanos == 0 ? core.lastTime : timeNanos;
        core.writer.appended(
                core.codec.encodePlain(core.tail.buffer, at, RecordCodec.SKIP, sequence, core.lastTime, 0));
        Segment segment = newest();
        if (sequence - segment.last <= SegmentWriter.GAP_MAX && sequence - segment.first < Segments.SPAN_MAX) {
            fillGap(segment, core.indexForChange(segment), sequence);
            segment.lastTime = core.lastTime;
        }
        core.first = core.messages == 0 ? core.last + 1 : core.first;
        dirty = true;
    }

    @Override
    public boolean remove(long sequence, boolean erase) {
        Segment segment = core.segments.live(sequence);
        if (segment == null) {
            return false;
        }
        core.writer.ensureAlive();
        core.indexForChange(segment);
        position = entries.remove(sequence, erase);
        dirty = true;
        removal.remove(segment, sequence, erase);
        return true;
    }

    @Override
    public long purge(byte[] filter, long belowSequence, long keep) {
        core.writer.ensureAlive();
        SubjectFilter subjects = SubjectFilter.of(filter);
        long below = purgeBound(subjects, belowSequence, keep);
        long jump = subjects.isAll() && belowSequence > core.last + 1 ? belowSequence - 1 : 0;
        long first = search.next(subjects, core.first);
        if ((first == 0 || first >= below) && jump == 0) {
            return 0;
        }
        if (jump != 0) {
            core.writer.ensureRoom(core.last + 1);
        }
        position = entries.purge(below, jump, filter);
        return applyPurge(subjects, filter, below, jump);
    }

    /** Below which sequence everything that matches goes, so that {@code keep} messages stay. */
    private long purgeBound(SubjectFilter filter, long belowSequence, long keep) {
        long bound = Math.min(belowSequence, core.last + 1);
        for (long kept = 0; kept < keep && bound > 0; kept++) {
            bound = search.previous(filter, bound - 1);
        }
        return bound;
    }

    private long applyPurge(SubjectFilter filter, byte[] filterBytes, long below, long jump) {
        dirty = true;
        long removed = removal.purge(filter, filterBytes, below);
        if (jump > core.last) {
            applySkip(jump, 0);
        }
        return removed;
    }

    // --- reading

    @Override
    public boolean read(long sequence, StoredMessage into) {
        Segment segment = core.segments.live(sequence);
        SegmentIndex index = segment == null ? null : core.indexOf(segment);
        if (segment == null || index == null) {
            return false;
        }
        int offset = index.offsets[(int) (sequence - segment.first)];
        String reason;
        try {
            if (core.reader.find(segment, offset) && show(sequence, into)) {
                return true;
            }
            reason = "damaged";
        } catch (IOException e) {
            reason = "unreadable: " + e;
        }
        removal.lose(
                segment,
                sequence,
                "Message " + sequence + " at " + offset + " of " + core.segments.path(segment) + " is " + reason);
        dirty = true;
        return false;
    }

    private boolean show(long sequence, StoredMessage into) {
        byte[] buffer = core.reader.buffer;
        int at = core.reader.at;
        if (RecordCodec.sequence(buffer, at) != sequence || RecordCodec.kind(buffer, at) != RecordCodec.MESSAGE) {
            return false;
        }
        if (RecordCodec.isCompressed(buffer, at)) {
            return core.compression.show(buffer, at, into);
        }
        into.point(
                buffer,
                sequence,
                RecordCodec.time(buffer, at),
                at + RecordCodec.HEADER,
                RecordCodec.subjectLength(buffer, at),
                RecordCodec.headersLength(buffer, at),
                RecordCodec.payloadLength(buffer, at));
        return true;
    }

    @Override
    public long nextMatching(SubjectFilter filter, long fromSequence) {
        return search.next(filter, fromSequence);
    }

    @Override
    public long lastMatching(SubjectFilter filter, long upToSequence) {
        return search.previous(filter, upToSequence);
    }

    @Override
    public long countMatching(SubjectFilter filter, long fromSequence) {
        return search.count(filter, fromSequence);
    }

    @Override
    public long firstOf(byte[] subject, int offset, int length) {
        int id = core.table.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : search.firstOf(id);
    }

    @Override
    public long lastOf(byte[] subject, int offset, int length) {
        int id = core.table.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : core.table.last(id);
    }

    @Override
    public long countOf(byte[] subject, int offset, int length) {
        int id = core.table.find(subject, offset, length);
        return id == SubjectTable.NONE ? 0 : core.table.count(id);
    }

    @Override
    public void subjects(SubjectFilter filter, SubjectTotals totals) {
        core.table.forEach(
                filter,
                (subject, offset, length, count, first, last) ->
                        totals.subject(subject, offset, length, count, firstOf(subject, offset, length), last));
    }

    @Override
    public long firstAtOrAfter(long timeNanos) {
        for (Segment segment : List.copyOf(core.segments.all())) {
            if (segment.messages > 0 && segment.lastTime >= timeNanos) {
                long found = firstAtOrAfter(segment, timeNanos);
                if (found != 0) {
                    return found;
                }
            }
        }
        return core.last + 1;
    }

    private long firstAtOrAfter(Segment segment, long timeNanos) {
        long low = segment.first;
        long high = segment.last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long live = segment.nextLive(middle);
            if (live == 0 || live >= high) {
                high = middle;
            } else if (!read(live, probe) || probe.timeNanos() < timeNanos) {
                low = live + 1;
            } else {
                high = middle;
            }
        }
        return segment.nextLive(low);
    }

    @Override
    public void deleted(RangeVisitor visitor) {
        long sequence = core.first;
        while (core.messages > 0 && sequence <= core.last) {
            long live = core.nextLive(sequence);
            long end = live == 0 ? core.last + 1 : live;
            if (end > sequence) {
                visitor.range(sequence, end - 1);
            }
            sequence = live == 0 ? end : core.nextGap(live);
        }
    }

    // --- the journal

    @Override
    public long assetId() {
        return description.asset();
    }

    @Override
    public boolean isDirty() {
        return dirty && !deleted;
    }

    private void markDirty() {
        dirty = true;
    }

    @Override
    public CheckpointWork checkpoint(long journalPosition) {
        StoreCheckpoint work = new StoreCheckpoint(this, core);
        if (!deleted) {
            core.writer.ensureAlive();
            if (descriptionDirty) {
                work.streamFile = new StoreCheckpoint.NewFile(core.files.meta(), description.encode());
                descriptionDirty = false;
            }
            checkpoints.capture(work, journalPosition);
            dirty = false;
        }
        return work;
    }

    void checkpointDone(StoreCheckpoint work) {
        if (!deleted) {
            checkpoints.done(work);
            dirty |= !work.compactions.isEmpty();
        }
    }

    void checkpointAbandoned(StoreCheckpoint work) {
        checkpoints.abandoned(work);
        descriptionDirty |= work.streamFile != null;
        dirty = true;
    }

    @Override
    public void replay(byte type, byte[] bytes, int offset, int length, long entryPosition) {
        if (type >= JournalEntries.CONSUMER_CREATE) {
            consumers.replay(type, bytes, offset, length, entryPosition);
        } else if (type == JournalEntries.STREAM_UPDATE) {
            if (entryPosition > description.position()) {
                describe(Arrays.copyOfRange(bytes, offset, offset + length), entryPosition);
            }
        } else if (entryPosition > checkpointPosition) {
            replayMessages(type, bytes, offset, length);
            position = entryPosition;
        }
    }

    private void replayMessages(byte type, byte[] bytes, int offset, int length) {
        switch (type) {
            case JournalEntries.APPEND -> replayAppend(bytes, offset, length);
            case JournalEntries.SKIP -> {
                if (Bytes.getLong(bytes, offset) > core.last) {
                    applySkip(Bytes.getLong(bytes, offset), Bytes.getLong(bytes, offset + 8));
                }
            }
            case JournalEntries.REMOVE -> {
                Segment segment = core.segments.live(Bytes.getLong(bytes, offset));
                if (segment != null) {
                    removal.remove(segment, Bytes.getLong(bytes, offset), bytes[offset + 8] != 0);
                    dirty = true;
                }
            }
            case JournalEntries.PURGE -> {
                byte[] filter = Arrays.copyOfRange(bytes, offset + 16, offset + length);
                applyPurge(
                        SubjectFilter.of(filter),
                        filter,
                        Bytes.getLong(bytes, offset),
                        Bytes.getLong(bytes, offset + 8));
            }
            default -> throw new IllegalArgumentException("Journal entry of unknown type " + type);
        }
    }

    private void replayAppend(byte[] bytes, int offset, int length) {
        long sequence = RecordCodec.sequence(bytes, offset);
        if (sequence <= core.last) {
            return;
        }
        int at = core.writer.prepare(sequence, length);
        System.arraycopy(bytes, offset, core.tail.buffer, at, length);
        applyAppend(at, length);
    }

    // --- the stream's description and its consumers

    /** The stream's name. */
    public String name() {
        return description.name();
    }

    /** The configuration, as it was given. */
    public byte[] meta() {
        return description.meta().clone();
    }

    /** Replaces the configuration. */
    public void updateMeta(byte[] meta) {
        core.writer.ensureAlive();
        position = entries.streamUpdate(meta);
        describe(meta.clone(), position);
    }

    private void describe(byte[] meta, long metaPosition) {
        description = new StreamFile(description.asset(), metaPosition, description.name(), meta);
        descriptionDirty = true;
        dirty = true;
    }

    /** Adds a consumer, whose state is kept as {@code state} gives it. */
    public ConsumerStore createConsumer(String name, byte[] meta, DurableState state) {
        return consumers.create(name, meta, state);
    }

    /** The consumers that were found when the stream was opened and replayed. */
    public List<RecoveredConsumer> recoveredConsumers() {
        return consumers.recovered();
    }

    // --- the rest

    /** Whether new payloads are compressed; stored ones stay as they are. */
    public void compress(boolean enabled) {
        core.compression.enabled(enabled);
    }

    /** Writes what is gathered and lets go of memory. To be called when nothing happened for a while. */
    public void idle() {
        if (!core.writer.hasFailed()) {
            core.writer.flushIfPossible();
        }
        core.reader.release();
        core.compression.release();
        core.segments.releaseAll();
        if (core.tail.length == 0) {
            core.tail.release();
        }
    }

    @Override
    public void onRemoval(RemovalListener listener) {
        removal.listener(listener);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public @Nullable StoreDamage damage() {
        return core.damage.get();
    }

    @Override
    public boolean isFull() {
        return core.writer.isFull();
    }

    @Override
    public boolean hasFailed() {
        return core.writer.hasFailed();
    }

    boolean isDeleted() {
        return deleted;
    }

    @Override
    public void delete() {
        if (deleted) {
            return;
        }
        deleted = true;
        core.segments.close();
        StreamDirectories.trash(core.context, core.files, core.asset);
    }

    @Override
    public void close() {
        if (!deleted && !core.writer.hasFailed()) {
            core.writer.flushIfPossible();
        }
        core.reader.release();
        core.compression.release();
        core.segments.close();
    }
}
