package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.runtime.BrokerClock;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lane without a thread, for simulations: it stands still until {@link #step} is called, and its time is that of the clock alone. */
public final class SteppedLane extends Lane {
    private final BrokerClock clock;
    private boolean stepping;
    private volatile boolean closed;
    private @Nullable FutureTask<?> alarm;
    private long alarmNanos;

    /** @param onFailure is told of tasks that threw */
    public SteppedLane(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        super(name, clock, onFailure);
        this.clock = clock;
    }

    /**
     * Runs up to {@code tasksMax} tasks as one batch, on the calling thread.
     *
     * @return whether there was anything to do
     */
    public boolean step(int tasksMax) {
        if (stepping) {
            throw new IllegalStateException(this + " is in a step already");
        }
        stepping = true;
        try {
            int done = runTasks(tasksMax);
            if (!runAlarmIfDue() && done == 0) {
                return false;
            }
            endBatch();
            return true;
        } finally {
            stepping = false;
        }
    }

    @Override
    void wake() {}

    @Override
    Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        FutureTask<?> next = new FutureTask<>(task, null);
        alarm = next;
        alarmNanos = clock.nanoTime() + unit.toNanos(delay);
        return next;
    }

    private boolean runAlarmIfDue() {
        FutureTask<?> due = alarm;
        if (due == null || alarmNanos - clock.nanoTime() > 0) {
            return false;
        }
        alarm = null;
        if (due.isCancelled()) {
            return false;
        }
        runSafely(due);
        return true;
    }

    @Override
    public boolean isCurrent() {
        return stepping;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
