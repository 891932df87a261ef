package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread with a mailbox and timers, which owns whatever is only touched by its tasks: no locks are needed there.
 *
 * <p>Tasks run in the order in which they came. When a batch of them is done (the mailbox is empty, or many have run) the hooks of
 * {@link #atBatchEnd} run: there the work of the whole batch is written and answered at once. A task that throws is reported and
 * does not end the lane.
 */
public final class Lane implements Executor, AutoCloseable {
    /** So that answers do not wait long behind a mailbox that never gets empty. */
    private static final int BATCH_TASKS_MAX = 64;

    private final Thread thread;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final List<Runnable> batchEnds = new ArrayList<>();
    private final Timers timers;
    private final Consumer<Throwable> onFailure;
    private volatile boolean sleeping;
    private volatile boolean closed;
    private @Nullable FutureTask<?> alarm;
    private long alarmNanos;

    /**
     * Starts a lane.
     *
     * @param onFailure is told, on the lane, of tasks that threw
     */
    public Lane(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        this.timers = new Timers(clock, new Timers.Wakeup() {
            @Override
            public void execute(Runnable task) {
                Lane.this.execute(task);
            }

            @Override
            public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return setAlarm(task, unit.toNanos(delay));
            }
        });
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} on the lane. Any thread may call it; after {@link #close} the task is dropped. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
        if (sleeping) {
            sleeping = false;
            LockSupport.unpark(thread);
        }
    }

    /** Runs {@code question} on the lane; the answer comes on the lane, or at once if this is it. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        };
        if (isCurrent()) {
            task.run();
        } else if (closed) {
            answer.completeExceptionally(new IllegalStateException(this + " has ended"));
        } else {
            execute(task);
        }
        return answer;
    }

    /** Whether the caller is this lane. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Fails unless the caller is this lane. */
    public void requireCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("Owned by " + thread.getName() + ", called by "
                    + Thread.currentThread().getName());
        }
    }

    /** The lane's timers; to be used on the lane. */
    public Timers timers() {
        return timers;
    }

    /** Adds a hook that runs at the end of each batch, behind those added before. To be called on the lane. */
    public void atBatchEnd(Runnable hook) {
        requireCurrent();
        batchEnds.add(hook);
    }

    /** Runs the hooks now: what was done so far is written and answered. To be called on the lane. */
    public void endBatch() {
        for (int i = 0; i < batchEnds.size(); i++) {
            runSafely(batchEnds.get(i));
        }
    }

    private void run() {
        while (true) {
            int done = runTasks();
            if (runAlarmIfDue() || done > 0) {
                endBatch();
                continue;
            }
            if (closed) {
                timers.close();
                return;
            }
            sleep();
        }
    }

    private int runTasks() {
        int done = 0;
        while (done < BATCH_TASKS_MAX) {
            Runnable task = mailbox.poll();
            if (task == null) {
                break;
            }
            runSafely(task);
            done++;
        }
        return done;
    }

    private void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    private void sleep() {
        sleeping = true;
        // A task that came before the flag was seen would be missed without this second look.
        if (mailbox.isEmpty() && !closed) {
            if (alarm == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, Math.max(1, alarmNanos - System.nanoTime()));
            }
        }
        sleeping = false;
    }

    private Future<?> setAlarm(Runnable task, long delayNanos) {
        FutureTask<?> next = new FutureTask<>(task, null);
        alarm = next;
        alarmNanos = System.nanoTime() + delayNanos;
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

    /** Ends the lane behind the tasks that are in its mailbox, and waits for its end unless this is the lane itself. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (!isCurrent()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
