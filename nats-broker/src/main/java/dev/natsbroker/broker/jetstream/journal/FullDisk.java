package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;

/**
 * What a journal does about a full disk: it refuses what can be refused, gives up its spare files and the store's {@link RoomReserve} if a
 * write or a checkpoint needs them, makes checkpoints, which let go of what was deleted, and is full no more when it has got the reserve
 * back. Owned by the lane.
 */
final class FullDisk {
    private final JournalCore journal;
    private final RoomReserve reserve;
    private final ZeroAhead zeroAhead;
    private final Recycler recycler;
    private final Checkpointer checkpointer;
    private boolean roomless;
    private boolean storesLackRoom;
    private boolean retrySet;
    private boolean hurried;

    FullDisk(
            JournalCore journal,
            RoomReserve reserve,
            ZeroAhead zeroAhead,
            Recycler recycler,
            Checkpointer checkpointer) {
        this.journal = journal;
        this.reserve = reserve;
        this.zeroAhead = zeroAhead;
        this.recycler = recycler;
        this.checkpointer = checkpointer;
    }

    /** Whether there is no room at the moment. */
    boolean lasts() {
        return roomless || storesLackRoom || zeroAhead.isRefused() || reserve.isMissing();
    }

    /** The streams' files found no room. */
    void storesLackRoom() {
        storesLackRoom = true;
    }

    /** The journal itself found no room: what was gathered waits. */
    void journalLacksRoom() {
        roomless = true;
        giveRoom(this::tryAgain);
        lookAgainLater();
    }

    private void tryAgain() {
        journal.requestForce();
        journal.commit();
    }

    /** Everything that was appended has its place, or is about to be written there. */
    void journalHasRoom() {
        roomless = false;
        if (lasts()) {
            lookAgainLater();
            hurryIfGroundIsShort();
        }
    }

    /** Small effects go on into ground that was written before; a checkpoint lets them begin it anew. */
    private void hurryIfGroundIsShort() {
        JournalFile current = journal.currentFile();
        long ahead = ZeroAhead.ahead(journal.options());
        if (!hurried && current != null && current.writtenTo() - current.offset() < ahead / 2) {
            hurried = true;
            journal.lane().execute(() -> {
                if (!isOver()) {
                    journal.checkpoint();
                }
            });
        }
    }

    void lookAgainLater() {
        if (!retrySet) {
            retrySet = true;
            journal.lane().schedule(journal.options().retryDelay(), this::lookAgain);
        }
    }

    private void lookAgain() {
        retrySet = false;
        hurried = false;
        tryAgain();
        if (isOver() || !lasts()) {
            return;
        }
        if (checkpointer.isWanted()) {
            journal.checkpoint();
        } else if (!roomless) {
            storesLackRoom = false;
            takeBackReserve();
        }
    }

    private boolean isOver() {
        return journal.hasFailed() || journal.isClosing();
    }

    void checkpointDone(boolean success) {
        hurried &= !success; // one that found no room is not made again at once
        if (isOver() || success && !lasts()) {
            return;
        }
        if (success) {
            storesLackRoom = false;
            takeBackReserve();
        } else if (checkpointer.lackedRoomToFree()) {
            giveRoom(journal::checkpoint);
        }
    }

    /** Gives up what is kept for the case that there is no room; {@code then} runs when there is more. */
    private void giveRoom(Runnable then) {
        recycler.dropSurplus();
        if (!isOver() && reserve.announceGivingUp()) {
            journal.sync().executeLater(() -> {
                try {
                    reserve.giveUp();
                    journal.lane().execute(then);
                } catch (IOException e) {
                    journal.failFromSync("deletion of the reserve", e);
                }
            });
        }
    }

    private void takeBackReserve() {
        journal.sync().executeLater(() -> {
            boolean held = reserve.restore();
            journal.lane().execute(() -> reserveTried(held));
        });
    }

    private void reserveTried(boolean held) {
        JournalFile current = journal.currentFile();
        if (held && !isOver()) {
            zeroAhead.forgetRefusal();
            if (current != null) {
                zeroAhead.keep(current);
            }
        }
    }
}
