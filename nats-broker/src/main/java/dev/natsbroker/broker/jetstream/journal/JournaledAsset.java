package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;

/** A stream (with its consumers) whose effects go through a {@link CommandLog}. Its lane calls every method. */
public interface JournaledAsset {
    /** The number under which its entries stand; never used again for another asset. */
    long assetId();

    /** Logs what was applied already and is still to be logged: called before {@link #isDirty} and {@link #checkpoint}. */
    default void logAll() {}

    /** Whether it has changed since its last checkpoint. */
    boolean isDirty();

    /** Whether a checkpoint would let go of files: on a full disk such assets come first. */
    default boolean freesRoom() {
        return false;
    }

    /**
     * Captures everything that was applied so far, and returns the work that makes it durable without the journal: forcing files,
     * writing snapshots. The work runs on the sync thread; the asset goes on changing meanwhile.
     *
     * @param position the journal's position now; a snapshot notes it, so that a replay knows what it holds already
     */
    CheckpointWork checkpoint(long position);

    /**
     * Makes durable what was found when it was opened: after a kill the operating system may show changes, above all of names, that a loss
     * of power would still undo. Called in a recovery, before the journal is let go.
     */
    default void secure() throws IOException {}

    /** Applies an entry again after a crash. An entry that the asset holds already changes nothing. */
    void replay(byte type, byte[] bytes, int offset, int length, long position);

    /** What has to be written for a checkpoint. */
    interface CheckpointWork {
        /**
         * Makes it durable. Called on the sync thread, when the journal is durable up to the checkpoint's position.
         *
         * @throws DiskFullException if there is no room: it is abandoned, and another one made later
         * @throws IOException is fatal for the journal
         */
        void write() throws IOException;

        /** Called on the lane after {@link #write} has succeeded; that of other assets may have found no room. */
        default void done() {}

        /**
         * Called on the lane instead of {@link #done} if there was no room. The asset stays dirty; the next checkpoint asks it again.
         */
        default void abandoned() {}
    }
}
