package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ThreadEnd;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lane with a thread of its own, which sleeps while there is nothing to do. */
final class ThreadLane extends Lane {
    private final Thread thread;
    private volatile boolean sleeping;
    private volatile boolean closed;
    private @Nullable FutureTask<?> alarm;
    private long alarmNanos;

    ThreadLane(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        super(name, clock, onFailure);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    void wake() {
        if (sleeping) {
            sleeping = false;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    private void run() {
        while (true) {
            int done = runTasks();
            if (runAlarmIfDue() || done > 0) {
                endBatch();
                continue;
            }
            if (closed) {
                timers().close();
                return;
            }
            sleep();
        }
    }

    private void sleep() {
        sleeping = true;
        // A task that came before the flag was seen would be missed without this second look.
        if (isMailboxEmpty() && !closed) {
            if (alarm == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, alarmNanos - System.nanoTime()));
            }
        }
        sleeping = false;
    }

    @Override
    Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        FutureTask<?> next = new FutureTask<>(task, null);
        alarm = next;
        alarmNanos = System.nanoTime() + unit.toNanos(delay);
        return next;
    }

    private boolean runAlarmIfDue() {
        FutureTask<?> due = alarm;
        if (due == null || alarmNanos - System.nanoTime() > 0) {
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
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (isCurrent()) {
            return;
        }
        ThreadEnd.await(thread);
    }
}
