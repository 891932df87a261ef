package dev.natsbroker.broker.jetstream.journal;

import org.jspecify.annotations.Nullable;

/** What the parts of a {@link Journal} need of it. On the lane, but for {@link #failFromSync}. */
interface JournalCore {
    JournalOptions options();

    JournalLane lane();

    SyncExecutor sync();

    boolean hasFailed();

    boolean isClosing();

    /** Whether there is no room at the moment. */
    boolean isFull();

    @Nullable
    JournalFile currentFile();

    /** Whether there are files before the current one: a checkpoint lets go of them. */
    boolean hasOlderFiles();

    /** Lets the device have what was appended, unless a force runs. */
    void requestForce();

    /** Whether the last force found no room for all that it had to write. */
    boolean lacksRoom();

    /** A force has found no room for what it had to write. */
    void foundNoRoom();

    /** The position behind the last entry. */
    long position();

    /** Up to where the device has everything. */
    long forced();

    /** The device has everything up to {@code position}. */
    void onForced(long position);

    /** Has what was appended written, unless it lacks room: see {@link Journal#commit}. */
    void commit();

    /** The same, and begins a checkpoint. */
    void checkpoint();

    /** A checkpoint has ended: with success, or for want of room. */
    void checkpointDone(boolean success);

    /** Something that a close waits for has ended. */
    void stepEnded();

    /** Tries again, after a while, what found no room. */
    void retryLater();

    /** Something has failed for good; {@code what} says which part of the journal. */
    void fail(String what, Throwable cause);

    /** On the sync thread: {@code what} has failed; throws on what is no exception. */
    void failFromSync(String what, Throwable cause);
}
