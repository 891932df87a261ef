package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a journal ends: with everything forced and a last checkpoint, unless it has failed or there is no room for them. Waits for what runs.
 * Owned by the lane.
 */
final class JournalClosing {
    private final JournalCore journal;
    private final GroupCommit group;
    private final Checkpointer checkpointer;
    private final Recycler recycler;
    private final JournalFiles files;
    private @Nullable Runnable whenClosed;
    private boolean lastForceTried;
    private boolean lastCheckpointTried;
    private boolean over;

    JournalClosing(
            JournalCore journal, GroupCommit group, Checkpointer checkpointer, Recycler recycler, JournalFiles files) {
        this.journal = journal;
        this.group = group;
        this.checkpointer = checkpointer;
        this.recycler = recycler;
        this.files = files;
    }

    boolean hasBegun() {
        return whenClosed != null;
    }

    /** Whether nothing is written any more. */
    boolean isOver() {
        return over;
    }

    void begin(Runnable then) {
        whenClosed = then;
        if (!journal.hasFailed()) {
            journal.checkpoint();
        }
        goOn();
    }

    /** Something has ended that this may have waited for. */
    void goOn() {
        Runnable then = whenClosed;
        if (then == null || over || !journal.hasFailed() && (isBusy() || beginsAnother())) {
            return;
        }
        over = true;
        // Behind whatever of this journal may still be on the sync thread.
        journal.sync().executeLater(() -> {
            closeFiles();
            journal.lane().execute(then);
        });
    }

    /**
     * What found no room is tried once more, and what is not in a checkpoint yet is put in one; then the rest is given up, of which nobody was
     * told that it is durable.
     */
    private boolean beginsAnother() {
        if (group.lacksRoom() && !lastForceTried) {
            lastForceTried = true;
            journal.requestForce();
        } else if (checkpointer.finished() < journal.position() && !lastCheckpointTried) {
            lastCheckpointTried = true;
            journal.checkpoint();
        }
        return isBusy();
    }

    private boolean isBusy() {
        boolean checkpointGoesOn = checkpointer.isRunning() && !(checkpointer.awaitsForce() && group.lacksRoom());
        return group.isRunning() || checkpointGoesOn || recycler.isRunning();
    }

    private void closeFiles() {
        try {
            files.close();
        } catch (IOException e) {
            // Everything that matters was forced, or the journal has failed before.
        }
    }
}
