package dev.natsbroker.broker.jetstream.store.file;

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
    private final MessageChanges changes;
    private final LoggedChanges logged;
    private final MessageReading reading;
    private final Consumers consumers;
    private final CheckpointCapture checkpoints;
    private final GroupReplay groups = new GroupReplay(this::replayEntry);

    private StreamFile description;
    private boolean descriptionDirty;
    private boolean used;
    /** Entries of the journal up to here are contained; those of consumers have positions of their own. */
    private long checkpointPosition;

    private volatile boolean deleted;

    private FileStreamStore(
            FileStoreContext context, Path directory, StreamFile description, @Nullable ConsumerStates states) {
        this.core = new StreamCore(context, new StreamFiles(directory), description.asset());
        this.description = description;
        core.position = description.position();
        this.entries = new JournalEntries(context.log(), description.asset());
        this.search = new SubjectSearch(core);
        this.removal = new MessageRemoval(core, search);
        this.changes = new MessageChanges(core, search, removal);
        this.logged = new LoggedChanges(core, entries, search, changes, removal);
        this.reading = new MessageReading(core, removal);
        this.consumers = new Consumers(core, entries, states);
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
        StreamFile description = new StreamFile(asset, context.log().position(), name, meta.clone());
        StreamDirectories.make(context.disk(), directory, description);
        FileStreamStore store = new FileStreamStore(context, directory, description, null);
        store.checkpointPosition = description.position();
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
        context.disk()
                .syncDirectory(directory); // what the checkpoint does not name is removed: it must stay that checkpoint
        FileStreamStore store = new FileStreamStore(context, directory, description, states);
        CheckpointFile checkpoint = new StoreRecovery(store.core).load();
        store.core.dirty = checkpoint == null;
        if (checkpoint != null) {
            store.checkpointPosition = checkpoint.position();
            store.core.position = checkpoint.position();
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
        return reading.firstTimeNanos();
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
    public void beginGroup() {
        logged.beginGroup();
    }

    @Override
    public void endGroup() {
        logged.endGroup();
    }

    @Override
    public void append(NewMessage message) {
        used = true;
        logged.append(message);
    }

    @Override
    public void skipTo(long sequence, long timeNanos) {
        logged.skipTo(sequence, timeNanos);
    }

    @Override
    public boolean remove(long sequence, boolean erase) {
        return logged.remove(sequence, erase);
    }

    @Override
    public long purge(byte[] filter, long belowSequence, long keep) {
        return logged.purge(filter, belowSequence, keep);
    }

    // --- reading

    @Override
    public boolean read(long sequence, StoredMessage into) {
        used = true;
        return reading.read(sequence, into);
    }

    @Override
    public long nextMatching(SubjectFilter filter, long fromSequence) {
        used = true;
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
        return reading.firstAtOrAfter(timeNanos);
    }

    @Override
    public void deleted(RangeVisitor visitor) {
        core.deleted(visitor);
    }

    @Override
    public long assetId() {
        return description.asset();
    }

    @Override
    public void secure() throws IOException {
        core.files.sync(core.context.disk());
    }

    @Override
    public void logAll() {
        if (!deleted && !core.writer.hasFailed()) {
            consumers.logAll();
        }
    }

    @Override
    public boolean isDirty() {
        return core.dirty && !deleted;
    }

    @Override
    public boolean freesRoom() {
        return checkpoints.wouldFreeRoom();
    }

    @Override
    public CheckpointWork checkpoint(long journalPosition) {
        StoreCheckpoint work = new StoreCheckpoint(this, core);
        if (!deleted) {
            capture(work, journalPosition);
        }
        return work;
    }

    /** What cannot be written any more must not be forgotten by the journal: the work fails then, and the journal with it. */
    private void capture(StoreCheckpoint work, long journalPosition) {
        try {
            core.writer.ensureAlive();
            if (descriptionDirty) {
                work.streamFile = new StoreCheckpoint.NewFile(core.files.meta(), description.encode());
                descriptionDirty = false;
            }
            checkpoints.capture(work, journalPosition);
            core.dirty = false;
        } catch (StoreFailedException e) {
            work.failed = e;
        }
    }

    void checkpointDone(StoreCheckpoint work) {
        if (!deleted) {
            checkpoints.done(work);
            core.dirty |= !work.compactions.isEmpty();
        }
    }

    void checkpointAbandoned(StoreCheckpoint work) {
        checkpoints.abandoned(work);
        descriptionDirty |= work.streamFile != null;
        core.dirty = true;
    }

    @Override
    public void replay(byte type, byte[] bytes, int offset, int length, long entryPosition) {
        groups.take(type, bytes, offset, length, entryPosition);
    }

    private void replayEntry(byte type, byte[] bytes, int offset, int length, long entryPosition) {
        if (type >= JournalEntries.CONSUMER_CREATE) {
            consumers.replay(type, bytes, offset, length, entryPosition);
        } else if (type == JournalEntries.STREAM_UPDATE) {
            if (entryPosition > description.position()) {
                describe(Arrays.copyOfRange(bytes, offset, offset + length), entryPosition);
            }
        } else if (changes.replay(type, bytes, offset, length, entryPosition <= checkpointPosition)) {
            core.position = entryPosition;
        }
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
        core.position = entries.streamUpdate(meta);
        describe(meta.clone(), core.position);
    }

    private void describe(byte[] meta, long metaPosition) {
        description = new StreamFile(description.asset(), metaPosition, description.name(), meta);
        descriptionDirty = true;
        core.dirty = true;
    }

    /** Adds a consumer, whose state is kept as {@code state} gives it. */
    public ConsumerStore createConsumer(String name, byte[] meta, DurableState state) {
        return consumers.create(name, meta, state);
    }

    /** The consumers that were found when the stream was opened and replayed. */
    public List<RecoveredConsumer> recoveredConsumers() {
        return consumers.recovered();
    }

    /** Shares {@code cache} with the other streams of the lane, on which this is called. */
    public void cache(ReadCache cache) {
        core.reader.cache(cache);
    }

    /** Whether new payloads are compressed; stored ones stay as they are. */
    public void compress(boolean enabled) {
        core.compression.enabled(enabled);
    }

    /**
     * Lets go of memory, and writes what is gathered, if nobody has used the store since the last call. To be called every few
     * seconds.
     */
    public void tick() {
        if (used) {
            used = false;
        } else {
            idle();
        }
    }

    /** Writes what is gathered and lets go of memory. */
    void idle() {
        core.writer.flushIfPossible();
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
        return core.position;
    }

    @Override
    public @Nullable StoreDamage damage() {
        return core.damage.get();
    }

    @Override
    public boolean isFull() {
        return core.writer.isFull() || core.context.log().isFull();
    }

    @Override
    public boolean hasFailed() {
        return core.writer.hasFailed() || core.context.log().hasFailed();
    }

    boolean isDeleted() {
        return deleted;
    }

    @Override
    public void beginDelete() {
        entries.silence();
    }

    @Override
    public void delete() {
        if (deleted) {
            return;
        }
        deleted = true;
        core.segments.forgetAll();
        core.writer.fail(new IOException("The stream was deleted")); // its files may soon be another one's
        StreamDirectories.trash(core.context, core.files, core.asset);
    }

    @Override
    public void close() {
        core.writer.flushIfPossible();
        core.reader.release();
        core.compression.release();
        core.segments.close();
    }
}
