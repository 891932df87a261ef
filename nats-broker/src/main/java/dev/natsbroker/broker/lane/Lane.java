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

    private final String name;
    private final BrokerClock clock;
    private final @Nullable Thread thread;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final List<Runnable> batchEnds = new ArrayList<>();
    private final Timers timers;
    private final Consumer<Throwable> onFailure;
    private volatile boolean sleeping;
    private volatile boolean closed;
    private boolean stepping;
    private @Nullable FutureTask<?> alarm;
    private long alarmNanos;

    /**
     * Starts a lane.
     *
     * @param onFailure is told, on the lane, of tasks that threw
     */
    public Lane(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        this(name, clock, onFailure, true);
    }

    private Lane(String name, BrokerClock clock, Consumer<Throwable> onFailure, boolean threaded) {
        this.name = name;
        this.clock = clock;
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
        this.thread = threaded ? new Thread(this::run, name) : null;
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * A lane without a thread, for simulations: it stands still until {@link #step} is called, and its time is that of {@code clock}
     * alone.
     */
    public static Lane stepped(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        return new Lane(name, clock, onFailure, false);
    }

    /**
     * Runs up to {@code tasksMax} tasks of a {@linkplain #stepped stepped} lane as one batch, on the calling thread.
     *
     * @return whether there was anything to do
     */
    public boolean step(int tasksMax) {
        if (thread != null || stepping) {
            throw new IllegalStateException(name + " moves by itself");
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

    /** Runs {@code task} on the lane. Any thread may call it; after {@link #close} the task is dropped. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
        if (sleeping && thread != null) {
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
        return thread == null ? stepping : Thread.currentThread() == thread;
    }

    /** Fails unless the caller is this lane. */
    public void requireCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException("Owned by " + name + ", called by "
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
            int done = runTasks(BATCH_TASKS_MAX);
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

    private int runTasks(int tasksMax) {
        int done = 0;
        while (done < tasksMax) {
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
                LockSupport.parkNanos(this, Math.max(1, alarmNanos - nanoTime()));
            }
        }
        sleeping = false;
    }

    private long nanoTime() {
        return thread == null ? clock.nanoTime() : System.nanoTime();
    }

    private Future<?> setAlarm(Runnable task, long delayNanos) {
        FutureTask<?> next = new FutureTask<>(task, null);
        alarm = next;
        alarmNanos = nanoTime() + delayNanos;
        return next;
    }

    private boolean runAlarmIfDue() {
        FutureTask<?> due = alarm;
        if (due == null || alarmNanos - nanoTime() > 0) {
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
        if (thread == null) {
            timers.close();
            return;
        }
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
        return name;
    }
}
