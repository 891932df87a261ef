package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The redo log of a lane ({@link BlockFormat} has the layout of its files). What all streams of the lane append while the sync thread
 * writes and forces one block is gathered in the next: one write past the page cache and one force make it durable. What nobody waits for,
 * and with a sync interval everything, is written into the page cache by the lane instead, and forced later.
 *
 * <p>Owned by the lane; every method must be called there. Works that wait for the device run on the {@link SyncExecutor}.
 *
 * <p>Errors. A write or force of the journal that fails is fatal, and so is a checkpoint's: the listener hears of it, {@link #append}
 * throws from then on, and nothing is tried again or believed, because nobody knows what the device has. Want of room is different,
 * since a write that found none has not happened: what was gathered waits in the buffer and is tried again, answers wait with it, and
 * {@link #isFull} asks the caller to refuse more meanwhile. What comes nevertheless (acknowledgements, deletes) waits in a larger buffer; only
 * when that has grown beyond two of the largest entries, the journal fails.
 */
public final class Journal implements CommandLog {
    /** How long what nobody waits for stays unforced. */
    private static final Duration UNAWAITED_SYNC_DELAY = Duration.ofMillis(100);

    /** How much may wait in memory for the device before no more should come. */
    private static final long UNFORCED_BYTES_MAX = 32 << 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final JournalOptions options;
    private final JournalLane lane;
    private final SyncExecutor sync;
    private final JournalListener listener;
    private final JournalFiles files;
    private final Gathering gathering;
    private final GroupCommit group;
    private final Checkpointer checkpointer;
    private final Recycler recycler;
    private final FullDisk fullDisk;
    private final JournalClosing closing;
    private final Core core = new Core();
    private long position;
    private long durable;
    /** Up to where somebody waits for the device. */
    private long awaitedPosition;

    private boolean checkpointDue;
    private @Nullable JournalFailedException failure;

    private Journal(Disk disk, Path directory, long start, Setup setup) {
        this.directory = directory;
        this.options = setup.options;
        this.lane = setup.lane;
        this.sync = setup.sync;
        this.listener = setup.listener;
        this.files = new JournalFiles(disk, directory, options, setup.salts, start);
        this.group = new GroupCommit(core, start);
        this.checkpointer = new Checkpointer(core, disk, directory, start);
        ZeroAhead zeroAhead = new ZeroAhead(core);
        this.gathering = new Gathering(files, group, zeroAhead);
        this.recycler = new Recycler(core, files);
        this.fullDisk = new FullDisk(core, setup.reserve, zeroAhead, recycler, checkpointer);
        this.closing = new JournalClosing(core, group, checkpointer, recycler, files);
        this.position = start;
        this.durable = start;
    }

    record Setup(
            JournalOptions options,
            JournalLane lane,
            SyncExecutor sync,
            JournalListener listener,
            RoomReserve reserve,
            LongSupplier salts) {}

    /**
     * Opens a lane's journal after the store was recovered, and makes its directory if there is none. Waits for the device.
     * The store's directory must be durable itself.
     *
     * @param directory {@code <store>/journal/lane-<n>}
     * @param startPosition what {@link JournalRecovery#startPosition} says, the same for all lanes
     * @param reserve what is given up when the disk is full
     * @throws IllegalStateException if the directory holds files that have not been recovered
     */
    public static Journal open(
            Disk disk,
            Path directory,
            long startPosition,
            JournalOptions options,
            JournalLane lane,
            SyncExecutor sync,
            JournalListener listener,
            RoomReserve reserve)
            throws IOException {
        return open(
                disk, directory, startPosition, new Setup(options, lane, sync, listener, reserve, RANDOM::nextLong));
    }

    static Journal open(Disk disk, Path directory, long startPosition, Setup setup) throws IOException {
        Path parent = Objects.requireNonNull(directory.getParent());
        disk.createDirectories(directory);
        disk.syncDirectory(Objects.requireNonNull(parent.getParent()));
        disk.syncDirectory(parent);
        Journal journal = new Journal(disk, directory, startPosition, setup);
        journal.files.open();
        CheckpointMarker.write(disk, directory, startPosition);
        return journal;
    }

    /** Lets {@code asset} take part in checkpoints. */
    public void register(JournaledAsset asset) {
        checkpointer.register(asset);
    }

    /**
     * The asset is deleted. Called before its files are closed or deleted: whatever its work in a running checkpoint fails with from
     * then on is nobody's concern, and neither {@code done} nor {@code abandoned} is called. A work that runs at this moment may
     * still write.
     */
    public void unregister(JournaledAsset asset) {
        checkpointer.unregister(asset);
    }

    /**
     * {@inheritDoc} If it is the one that fails, the listener is called before it throws.
     *
     * @throws IllegalArgumentException if the entry is larger than 65 MiB
     */
    @Override
    public long append(long asset, byte type, byte[] bytes, int offset, int length) {
        if (failure != null) {
            throw new JournalFailedException("The journal in " + directory + " has failed", failure);
        }
        if (!gathering.fits(length)) {
            makeRoom(length);
        }
        gathering.add(asset, type, bytes, offset, length);
        position += BlockFormat.ENTRY_HEADER_BYTES + length;
        return position;
    }

    private void makeRoom(int length) {
        if (length > BlockFormat.ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException("An entry of " + length
                    + " bytes does not fit into the journal: at most " + BlockFormat.ENTRY_BYTES_MAX);
        }
        try {
            if (!group.lacksRoom()) {
                placeGathered(isLazy());
            }
        } catch (DiskFullException e) {
            fullDisk.journalLacksRoom();
        } catch (IOException e) {
            throw failed("write", e);
        }
        if (!gathering.fits(length) && !gathering.growFor(length)) {
            throw failed("write", new IOException("Too much waits for room on the device"));
        }
    }

    private JournalFailedException failed(String what, Throwable cause) {
        fail(what, cause);
        return new JournalFailedException("The journal in " + directory + " has failed", cause);
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long durablePosition() {
        return durable;
    }

    /** Up to where the device has everything; with a sync interval it lags behind the durable position. */
    public long forcedPosition() {
        return group.forced();
    }

    /** {@inheritDoc} A failure goes to the listener. */
    @Override
    public void commit() {
        commit(true);
    }

    /**
     * The same, but if nobody waits for it to be durable, it is written into the page cache and the device is asked a little later: until
     * then a loss of power can undo it, and a kill of the process only what was gathered behind something that somebody waits for.
     */
    public void commit(boolean awaited) {
        if (failure != null || closing.isOver()) {
            return;
        }
        if (isLazy()) {
            tryToPlace(true);
            noteRoom();
            requestLater(options.syncPolicy().interval());
            becomeDurable(group.placed());
        } else {
            awaitedPosition = awaited ? position : awaitedPosition;
            if (group.lacksRoom()) {
                return; // until FullDisk tries again
            }
            if (awaitedPosition <= group.placed()) {
                tryToPlace(true);
            } else if (checkpointDue) {
                tryToPlace(false);
            }
            forceTheRest();
        }
        if (checkpointDue && gathering.isEmpty() && failure == null) {
            beginCheckpoint();
        }
    }

    /** A checkpoint holds nothing that the journal does not: what is not logged yet is logged and placed first. */
    private void beginCheckpoint() {
        checkpointer.logAll();
        if (!gathering.isEmpty()) {
            commit();
        } else {
            checkpointDue = false;
            checkpointer.begin(position);
        }
    }

    /** With an interval what is written counts as durable. */
    private boolean isLazy() {
        return !options.syncPolicy().isAlways();
    }

    /** Goes on to force what the device does not have yet, at once if somebody waits for it. What runs comes back here at its end. */
    private void forceTheRest() {
        if (group.isRunning() || group.lacksRoom() || failure != null) {
            return;
        }
        if (group.forced() < awaitedPosition || group.hasWaiting()) {
            forceNow();
        } else {
            noteRoom();
            requestLater(UNAWAITED_SYNC_DELAY);
        }
    }

    private void forceNow() {
        if (!group.lacksRoom()) {
            tryToPlace(isLazy());
            noteRoom();
        }
        group.request();
    }

    private void requestLater(Duration delay) {
        if (group.forced() < position) {
            group.requestLater(delay);
        }
    }

    private void noteRoom() {
        if (gathering.isEmpty() && !group.lacksRoom() && failure == null) {
            fullDisk.journalHasRoom();
        }
    }

    private void tryToPlace(boolean now) {
        try {
            placeGathered(now);
        } catch (DiskFullException e) {
            fullDisk.journalLacksRoom();
        } catch (IOException e) {
            fail("write", e);
        }
    }

    /** Gives what was gathered its place in a file, and writes it there {@code now} or with the next force. */
    private void placeGathered(boolean now) throws IOException {
        try {
            if (now) {
                gathering.write(position);
            } else {
                gathering.passOn(position);
            }
        } finally {
            checkpointDue |= gathering.hasFilledAFile();
        }
    }

    @Override
    public void lackRoom() {
        fullDisk.storesLackRoom();
    }

    /** Whether the disk is full, so that the caller should refuse what it can. */
    @Override
    public boolean isFull() {
        return fullDisk.lasts();
    }

    /**
     * Whether the caller should refuse or pause what it can: checkpoints do not keep up (more files are in use than the options
     * allow; {@link #append} goes on and makes more), the device does not, or the disk is full.
     */
    public boolean isOverloaded() {
        boolean waitsInMemory = !isLazy() && position - group.forced() > UNFORCED_BYTES_MAX;
        return isFull() || waitsInMemory || files.inUseCount() > options.filesMax();
    }

    /** How it works; called on the lane. */
    public JournalFigures figures() {
        return group.figures(position - durable, isOverloaded(), isFull());
    }

    /** Commits, and begins a checkpoint. Everything that was appended must have been applied. */
    public void checkpoint() {
        checkpointDue = true;
        commit();
    }

    /**
     * Writes everything, makes a last checkpoint and closes the files. No more may be appended. If there is no room for the
     * checkpoint, or the journal has failed, the files stay for the next recovery.
     *
     * @param whenClosed called on the lane when it is done
     */
    public void close(Runnable whenClosed) {
        closing.begin(whenClosed);
    }

    private void becomeDurable(long to) {
        if (to > durable) {
            durable = to;
            listener.durable(to);
        }
    }

    private void fail(String what, Throwable cause) {
        if (failure != null) {
            return;
        }
        failure = new JournalFailedException(
                "The " + what + " of the journal in " + directory
                        + " failed; its streams take nothing more until the server is restarted",
                cause);
        listener.failed(failure);
        closing.goOn();
    }

    @Override
    public boolean hasFailed() {
        return failure != null;
    }

    /** What the parts see. */
    private final class Core implements JournalCore {
        @Override
        public void onForced(long forced) {
            checkpointer.onForced(forced);
            if (isLazy()) {
                requestLater(options.syncPolicy().interval());
            } else {
                becomeDurable(forced);
                forceTheRest();
            }
            closing.goOn();
        }

        @Override
        public void checkpointDone(boolean success) {
            if (success) {
                // On a full disk the last file is worth more as a spare: its ground is written already.
                recycler.recycle(files.release(checkpointer.finished(), isClosing() || isFull()));
            }
            fullDisk.checkpointDone(success);
            closing.goOn();
        }

        @Override
        public void stepEnded() {
            closing.goOn();
        }

        @Override
        public void fail(String what, Throwable cause) {
            Journal.this.fail(what, cause);
        }

        @Override
        public void failFromSync(String what, Throwable cause) {
            lane.execute(() -> fail(what, cause));
            if (cause instanceof Error error) {
                throw error;
            }
        }

        @Override
        public JournalOptions options() {
            return options;
        }

        @Override
        public JournalLane lane() {
            return lane;
        }

        @Override
        public SyncExecutor sync() {
            return sync;
        }

        @Override
        public boolean isClosing() {
            return closing.hasBegun();
        }

        @Override
        public boolean isFull() {
            return Journal.this.isFull();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public long forced() {
            return group.forced();
        }

        @Override
        public void requestForce() {
            if (!group.isRunning() && failure == null && !closing.isOver()) {
                forceNow();
            }
        }

        @Override
        public boolean lacksRoom() {
            return group.lacksRoom();
        }

        @Override
        public void foundNoRoom() {
            fullDisk.journalLacksRoom();
            closing.goOn();
        }

        @Override
        public boolean hasFailed() {
            return failure != null;
        }

        @Override
        public boolean hasOlderFiles() {
            return files.inUseCount() > 1;
        }

        @Override
        public @Nullable JournalFile currentFile() {
            return files.current();
        }

        @Override
        public void checkpoint() {
            Journal.this.checkpoint();
        }

        @Override
        public void commit() {
            Journal.this.commit();
        }

        @Override
        public void retryLater() {
            fullDisk.lookAgainLater();
        }
    }
}
