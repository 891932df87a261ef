package dev.natsbroker.broker.lane;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A thread that a lane lives on together with other work: an event loop. */
public interface LaneHost extends Executor {
    /** Whether the caller is this thread. */
    boolean isCurrent();

    /** Runs {@code task} on the thread after {@code delay}. */
    Future<?> schedule(Runnable task, long delay, TimeUnit unit);
}
