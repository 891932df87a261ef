package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the device have what was placed in files: one force at a time, and while it runs further blocks gather for the next one. Owned by
 * the lane; only {@link #force} runs on the sync thread, on the lists that were handed to it.
 */
final class GroupCommit {
    /** How much memory is kept for the next blocks. */
    private static final int SPARE_BYTES_MAX = 16 << 20;
    /** A larger buffer is not kept. */
    private static final int SPARE_BYTES = 4 << 20;

    private final JournalCore journal;
    private final Runnable force = this::force;
    private final Runnable forceDone = this::forceDone;
    private final List<BlockWriter> spares = new ArrayList<>();
    private List<BlockWriter> waiting = new ArrayList<>();
    private List<BlockWriter> writing = new ArrayList<>();
    private List<JournalFile> touched = new ArrayList<>();
    private List<JournalFile> forcing = new ArrayList<>();
    private long placed;
    private long target;
    private long forced;
    private boolean running;
    private boolean lacksRoom;
    private int spareBytes;
    private boolean timerSet;
    private long syncs;
    private long syncNanos;
    private long longestSyncNanos;
    /** Handed over by the sync thread with the end of a force. */
    private long lastSyncNanos;
    /** The same: how many of the blocks were written. */
    private int blocksWritten;
    /** The same: up to where the device has everything. */
    private long reached;

    GroupCommit(JournalCore journal, long position) {
        this.journal = journal;
        placed = position;
        target = position;
        forced = position;
    }

    /** Up to where the device has everything. */
    long forced() {
        return forced;
    }

    /** Up to where everything has its place in a file, and was written there or is about to be. */
    long placed() {
        return placed;
    }

    /** How often and how long the device was waited for. */
    JournalFigures figures(long waitingBytes, boolean overloaded, boolean full) {
        return new JournalFigures(syncs, syncNanos, longestSyncNanos, waitingBytes, overloaded, full);
    }

    /** Whether a force is on the sync thread. */
    boolean isRunning() {
        return running;
    }

    /** Whether blocks wait to be written by the next force. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Whether the last force has found no room for all blocks; the next one tries the others again. */
    boolean lacksRoom() {
        return lacksRoom;
    }

    /** A block up to {@code position} was written to {@code file}. */
    void written(JournalFile file, long position) {
        placed = position;
        touch(file);
    }

    /** A block up to {@code position} is to be written to {@code file}, where it has its place, by the next force. */
    void add(BlockWriter block, JournalFile file, long position) {
        waiting.add(block);
        written(file, position);
    }

    /** A buffer for the next block. */
    BlockWriter nextBlock() {
        if (spares.isEmpty()) {
            return new BlockWriter(journal.options().blockBytes());
        }
        BlockWriter spare = spares.remove(spares.size() - 1);
        spareBytes -= spare.bufferBytes();
        return spare;
    }

    /** The block that {@link #nextBlock} gave was not needed. */
    void giveBack(BlockWriter unused) {
        spares.add(unused);
        spareBytes += unused.bufferBytes();
    }

    private void touch(JournalFile file) {
        if (file.touch()) {
            touched.add(file);
        }
    }

    /** Writes and forces everything that was placed, unless a force runs. */
    void request() {
        if (running || touched.isEmpty() || journal.hasFailed()) {
            return;
        }
        running = true;
        target = placed;
        List<JournalFile> files = touched;
        touched = forcing;
        forcing = files;
        for (int i = 0; i < files.size(); i++) {
            files.get(i).untouch();
        }
        List<BlockWriter> blocks = waiting;
        waiting = writing;
        writing = blocks;
        blocksWritten = 0;
        journal.sync().execute(force);
    }

    /** Has the journal ask for a force when {@code delay} is over. */
    void requestLater(Duration delay) {
        if (!timerSet) {
            timerSet = true;
            journal.lane().schedule(delay, () -> {
                timerSet = false;
                journal.requestForce();
            });
        }
    }

    private void force() {
        long start = System.nanoTime();
        reached = target;
        try {
            writeBlocks();
        } catch (Throwable e) {
            journal.failFromSync("write", e);
            return;
        }
        try {
            for (int i = 0; i < forcing.size(); i++) {
                forcing.get(i).force();
            }
        } catch (Throwable e) {
            journal.failFromSync("force", e);
            return;
        }
        lastSyncNanos = System.nanoTime() - start;
        journal.lane().execute(forceDone);
    }

    /** As many as there is room for. */
    private void writeBlocks() throws IOException {
        try {
            while (blocksWritten < writing.size()) {
                writing.get(blocksWritten).writeThrough();
                blocksWritten++;
            }
        } catch (DiskFullException e) {
            reached = writing.get(blocksWritten).position();
        }
    }

    private void forceDone() {
        running = false;
        lacksRoom = blocksWritten < writing.size();
        reuse(writing.subList(0, blocksWritten));
        waiting.addAll(0, writing);
        writing.clear();
        if (lacksRoom) {
            forcing.forEach(this::touch);
        }
        forcing.clear();
        syncs++;
        syncNanos += lastSyncNanos;
        longestSyncNanos = Math.max(longestSyncNanos, lastSyncNanos);
        if (journal.hasFailed()) {
            return;
        }
        forced = Math.max(forced, reached);
        journal.onForced(forced);
        if (lacksRoom) {
            journal.foundNoRoom();
        }
    }

    /** Empties blocks, and keeps them for the next if they are not too many or too large. */
    private void reuse(List<BlockWriter> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            BlockWriter block = blocks.get(i);
            int bytes = block.bufferBytes();
            if (bytes <= SPARE_BYTES && spareBytes + bytes <= SPARE_BYTES_MAX) {
                block.clear();
                spares.add(block);
                spareBytes += bytes;
            }
        }
        blocks.clear();
    }

    /** The block for what comes behind one that the lane has written: the same, unless its buffer is not worth keeping. */
    BlockWriter after(BlockWriter written) {
        if (written.bufferBytes() > SPARE_BYTES) {
            return nextBlock();
        }
        written.clear();
        return written;
    }
}
