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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A mailbox and timers that are served by one thread: whatever is only touched by its tasks is owned by the lane, and needs no locks.
 *
 * <p>Tasks run in the order in which they came. When a batch of them is done (the mailbox is empty, or many have run) the hooks of
 * {@link #atBatchEnd} run: there the work of the whole batch is written and answered at once. A task that throws is reported and
 * does not end the lane.
 *
 * <p>A lane either has a thread of its own ({@link #start}) or lives on an event loop ({@link #on}): then what that loop's
 * connections send it needs no hop between threads at all.
 */
public abstract class Lane implements Executor, AutoCloseable {
    /** So that answers do not wait long behind a mailbox that never gets empty. */
    private static final int BATCH_TASKS_MAX = 64;

    private final String name;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final List<Runnable> batchEnds = new ArrayList<>();
    private final Consumer<Throwable> onFailure;
    private final Timers timers;

    /** @param onFailure is told, on the lane, of tasks that threw */
    Lane(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        this.name = name;
        this.onFailure = onFailure;
        this.timers = new Timers(clock, new Timers.Wakeup() {
            @Override
            public void execute(Runnable task) {
                Lane.this.execute(task);
            }

            @Override
            public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
                return Lane.this.schedule(task, delay, unit);
            }
        });
    }

    /** Starts a lane with a thread of its own, a daemon. */
    public static Lane start(String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        ThreadLane lane = new ThreadLane(name, clock, onFailure);
        lane.start();
        return lane;
    }

    /** A lane on the thread of {@code host}, which it shares with others. */
    public static Lane on(LaneHost host, String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        return new HostedLane(host, name, clock, onFailure);
    }

    /** Runs {@code task} on the lane. Any thread may call it; after {@link #close} the task is dropped. */
    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
        wake();
    }

    /** Runs {@code task} on the lane, now if the caller is its thread and nothing waits before it. */
    void executeSoon(Runnable task) {
        execute(task);
    }

    /** Makes sure that the thread looks into the mailbox. */
    abstract void wake();

    /** Runs {@code task} as a batch of its own, on the lane, after {@code delay}. Called on the lane. */
    abstract Future<?> schedule(Runnable task, long delay, TimeUnit unit);

    /** Whether the caller is a task of this lane. */
    public abstract boolean isCurrent();

    /** Whether {@link #close} was called. */
    abstract boolean isClosed();

    /** Ends the lane behind the tasks that are in its mailbox, and waits for that unless the caller is its thread. */
    @Override
    public abstract void close();

    /** Runs {@code question} on the lane; the answer comes on the lane, or at once if this is it. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            } catch (Error e) {
                answer.completeExceptionally(e);
                throw e;
            }
        };
        if (isCurrent()) {
            task.run();
        } else if (isClosed()) {
            answer.completeExceptionally(new IllegalStateException(this + " has ended"));
        } else {
            execute(task);
        }
        return answer;
    }

    /** Fails unless the caller is this lane. */
    public void requireCurrent() {
        if (!isCurrent()) {
            throw new IllegalStateException(
                    "Owned by " + name + ", called by " + Thread.currentThread().getName());
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

    boolean isMailboxEmpty() {
        return mailbox.isEmpty();
    }

    /** Runs tasks of one batch; returns how many. */
    int runTasks() {
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

    /** Runs {@code task} at once; what it throws is reported, and nothing else. To be called on the lane. */
    public void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
