package dev.natsbroker.broker.jetstream.journal;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The thread that owns a journal. {@link #execute} may be called by any thread; tasks run in the order they were given. */
public interface JournalLane extends Executor {
    /** Runs {@code task} on the lane after {@code delay}. Called on the lane. */
    void schedule(Duration delay, Runnable task);
}
