package dev.natsbroker.broker.jetstream.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Forces what was written: one force at a time, and while it runs further blocks gather for the next one. Owned by the lane; only
 * {@link #force} runs on the sync thread, on the list that was handed to it.
 */
final class GroupCommit {
    private final JournalCore journal;
    private final Runnable force = this::force;
    private final Runnable forceDone = this::forceDone;
    private List<JournalFile> touched = new ArrayList<>();
    private List<JournalFile> forcing = new ArrayList<>();
    private long written;
    private long target;
    private long forced;
    private boolean running;
    private boolean timerSet;
    private long syncs;
    private long syncNanos;
    private long longestSyncNanos;
    /** Handed over by the sync thread with the end of a force. */
    private long lastSyncNanos;

    GroupCommit(JournalCore journal, long position) {
        this.journal = journal;
        written = position;
        target = position;
        forced = position;
    }

    /** Up to where the device has everything. */
    long forced() {
        return forced;
    }

    /** Up to where everything was handed to the operating system. */
    long written() {
        return written;
    }

    /** How often and how long the device was waited for. */
    JournalFigures figures(long waitingBytes, boolean overloaded, boolean full) {
        return new JournalFigures(syncs, syncNanos, longestSyncNanos, waitingBytes, overloaded, full);
    }

    /** Whether a force is on the sync thread. */
    boolean isRunning() {
        return running;
    }

    /** A block up to {@code position} was written to {@code file}. */
    void blockWritten(JournalFile file, long position) {
        written = position;
        if (file.touch()) {
            touched.add(file);
        }
    }

    /** Forces everything that was written, as soon as the force that runs is over. */
    void request() {
        if (running || touched.isEmpty() || journal.hasFailed()) {
            return;
        }
        running = true;
        target = written;
        List<JournalFile> files = touched;
        touched = forcing;
        forcing = files;
        for (int i = 0; i < files.size(); i++) {
            files.get(i).untouch();
        }
        journal.sync().execute(force);
    }

    /** Forces what was written when {@code delay} is over. */
    void requestLater(Duration delay) {
        if (!timerSet && !touched.isEmpty()) {
            timerSet = true;
            journal.lane().schedule(delay, () -> {
                timerSet = false;
                request();
            });
        }
    }

    private void force() {
        long start = System.nanoTime();
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

    private void forceDone() {
        running = false;
        forcing.clear();
        syncs++;
        syncNanos += lastSyncNanos;
        longestSyncNanos = Math.max(longestSyncNanos, lastSyncNanos);
        if (journal.hasFailed()) {
            return;
        }
        forced = target;
        journal.onForced(forced);
    }
}
