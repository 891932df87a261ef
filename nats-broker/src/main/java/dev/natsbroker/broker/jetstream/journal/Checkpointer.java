package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the journal's old files needless. One checkpoint at a time: the lane captures the work of all dirty assets → the journal is
 * forced up to there, so that no asset is ever ahead of it on the device → the sync thread does the works, one at a time so that
 * forces get between them, and writes the marker → the lane tells the assets and lets go of the files.
 *
 * <p>Owned by the lane; only {@link #step} and what it calls run on the sync thread, on the works that were handed to it.
 */
final class Checkpointer {
    private final JournalCore journal;
    private final Disk disk;
    private final Path directory;
    private final Set<JournaledAsset> assets = new LinkedHashSet<>();
    private List<Work> works = new ArrayList<>();
    private int nextWork;
    private long target;
    private long finished;
    private boolean running;
    private boolean awaitsForce;
    /** Noted by the sync thread, for the end of the checkpoint. */
    private boolean foundNoRoom;
    /** Whether it gives room back. */
    private boolean freesRoom;
    /** Whether assets were left out, so that the journal is needed for them. */
    private boolean leavesOut;

    private boolean again;
    private boolean retrySet;

    Checkpointer(JournalCore journal, Disk disk, Path directory, long position) {
        this.journal = journal;
        this.disk = disk;
        this.directory = directory;
        this.finished = position;
    }

    void register(JournaledAsset asset) {
        assets.add(asset);
    }

    void unregister(JournaledAsset asset) {
        assets.remove(asset);
        for (Work work : works) {
            if (work.asset == asset) {
                work.gone = true;
            }
        }
    }

    boolean isRunning() {
        return running;
    }

    /** Whether the one that runs waits for the journal to be forced. */
    boolean awaitsForce() {
        return awaitsForce;
    }

    /** Up to where the journal is needed no more. */
    long finished() {
        return finished;
    }

    /** Lets all assets log what they have not logged yet. */
    void logAll() {
        assets.forEach(JournaledAsset::logAll);
    }

    /**
     * Begins a checkpoint, or lets another one follow that which runs. One that cannot be captured fails the journal.
     *
     * @param position the journal's, up to which everything has been applied and has its place in a file
     */
    void begin(long position) {
        if (running) {
            again = true;
            return;
        }
        again = false;
        running = true;
        target = position;
        works = new ArrayList<>();
        nextWork = 0;
        foundNoRoom = false;
        try {
            captureAll(journal.isFull());
        } catch (RuntimeException | Error e) {
            // what was captured is half taken out of the assets: only the next start has it all
            journal.fail("capture", e);
            return;
        }
        awaitsForce = true;
        journal.requestForce();
        onForced(journal.forced());
    }

    /** On a full disk those that give room back do not have to share what is left with the others, every other time; not for the last time. */
    private void captureAll(boolean full) {
        List<JournaledAsset> dirty =
                assets.stream().filter(JournaledAsset::isDirty).toList();
        List<JournaledAsset> freeing =
                dirty.stream().filter(asset -> full && asset.freesRoom()).toList();
        freesRoom = !freeing.isEmpty();
        leavesOut = freesRoom && freeing.size() < dirty.size() && !leavesOut && !journal.isClosing();
        freeing.forEach(this::capture);
        if (!leavesOut) {
            dirty.stream().filter(asset -> !freeing.contains(asset)).forEach(this::capture);
        }
    }

    private void capture(JournaledAsset asset) {
        works.add(new Work(asset, asset.checkpoint(target)));
    }

    /** Whether the last checkpoint would have given room back if there had been some for it. */
    boolean lackedRoomToFree() {
        return foundNoRoom && (freesRoom || journal.hasOlderFiles());
    }

    /** Whether there is anything that a checkpoint would write. */
    boolean isWanted() {
        return finished < journal.position() || assets.stream().anyMatch(JournaledAsset::isDirty);
    }

    /** The journal was forced up to {@code position}. */
    void onForced(long position) {
        if (!awaitsForce) {
            return;
        }
        if (position < target) {
            // The force that just ended had begun before the checkpoint, or lacked room: that is tried again later.
            if (!journal.lacksRoom()) {
                journal.requestForce();
            }
            return;
        }
        awaitsForce = false;
        journal.sync().executeLater(this::step);
    }

    private void step() {
        try {
            if (nextWork < works.size()) {
                write(works.get(nextWork++));
                journal.sync().executeLater(this::step);
            } else if (foundNoRoom || leavesOut) {
                journal.lane().execute(this::postponed);
            } else {
                CheckpointMarker.write(disk, directory, target);
                journal.lane().execute(this::succeeded);
            }
        } catch (DiskFullException e) {
            foundNoRoom = true;
            journal.lane().execute(this::postponed);
        } catch (Throwable e) {
            journal.failFromSync("checkpoint", e);
        }
    }

    /** One that finds no room does not keep the others from giving some back. */
    private void write(Work work) throws IOException {
        try {
            work.write();
            work.written = true;
        } catch (DiskFullException e) {
            foundNoRoom = true;
        }
    }

    private void succeeded() {
        if (journal.hasFailed()) {
            return;
        }
        finished = target;
        List<Work> done = works;
        works = new ArrayList<>();
        running = false;
        for (Work work : done) {
            if (!work.gone) {
                work.work.done();
            }
        }
        journal.checkpointDone(true);
        if (again && !running) {
            journal.checkpoint();
        }
    }

    private void postponed() {
        if (journal.hasFailed()) {
            return;
        }
        List<Work> given = works;
        works = new ArrayList<>();
        running = false;
        for (Work work : given) {
            if (!work.gone && work.written) {
                work.work.done();
            } else if (!work.gone) {
                work.work.abandoned();
            }
        }
        journal.checkpointDone(false);
        if (!retrySet && !journal.isClosing()) {
            retrySet = true;
            journal.lane().schedule(journal.options().retryDelay(), this::retry);
        }
    }

    private void retry() {
        retrySet = false;
        if (!journal.hasFailed() && !journal.isClosing()) {
            journal.checkpoint();
        }
    }

    /** An asset's part of a checkpoint. */
    private static final class Work {
        final JournaledAsset asset;
        final JournaledAsset.CheckpointWork work;

        /** Set by the lane when the asset is deleted, while the sync thread may be in the work. */
        volatile boolean gone;

        /** Set by the sync thread, read by the lane at the end of the checkpoint. */
        boolean written;

        Work(JournaledAsset asset, JournaledAsset.CheckpointWork work) {
            this.asset = asset;
            this.work = work;
        }

        void write() throws IOException {
            try {
                if (!gone) {
                    work.write();
                }
            } catch (IOException | RuntimeException e) {
                if (!gone) {
                    throw e;
                }
            }
        }
    }
}
