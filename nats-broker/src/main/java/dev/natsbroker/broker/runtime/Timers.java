package dev.natsbroker.broker.runtime;

import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one thread, in a heap ordered by deadline and driven by the broker's {@link BrokerClock}.
 *
 * <p>Owned by one thread (an event loop): every method but {@link #runDue()}'s trigger is called there. The thread is woken
 * once, for the earliest deadline; a clock moved by hand wakes it too.
 */
public final class Timers {
    /** Runs a task on the owner thread, at once or after a delay of real time. */
    public interface Wakeup {
        /** Runs {@code task} on the owner thread as soon as it can. */
        void execute(Runnable task);

        /** Runs {@code task} on the owner thread after {@code delay}. */
        Future<?> schedule(Runnable task, long delay, TimeUnit unit);
    }

    /** One task with a deadline. Owned by the thread of its {@link Timers}. */
    public static final class Timer implements Comparable<Timer> {
        private final long deadlineNanos;
        private final long order;
        private @Nullable Runnable task;

        private Timer(long deadlineNanos, long order, Runnable task) {
            this.deadlineNanos = deadlineNanos;
            this.order = order;
            this.task = task;
        }

        @Override
        public int compareTo(Timer other) {
            int byDeadline = Long.signum(deadlineNanos - other.deadlineNanos);
            return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
        }
    }

    /** Fewer cancelled timers than this are not worth a pass over the heap. */
    private static final int CANCELLED_MIN = 256;

    private final BrokerClock clock;
    private final Wakeup wakeup;
    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private final AutoCloseable registration;
    private final Runnable runDue = this::runDue;
    private long orders;
    private int cancelled;
    private @Nullable Future<?> pendingWakeup;
    private long pendingWakeupNanos;

    /** Timers that read {@code clock} and run on the thread behind {@code wakeup}. */
    public Timers(BrokerClock clock, Wakeup wakeup) {
        this.clock = clock;
        this.wakeup = wakeup;
        this.registration = clock.onAdvance(() -> wakeup.execute(runDue));
    }

    /** Runs {@code task} on the owner thread once {@code delayNanos} have passed. */
    public Timer after(long delayNanos, Runnable task) {
        Timer timer = new Timer(clock.nanoTime() + Math.max(0, delayNanos), orders++, task);
        queue.add(timer);
        wakeForEarliest();
        return timer;
    }

    /** Makes sure that the task of {@code timer} does not run any more. */
    public void cancel(@Nullable Timer timer) {
        if (timer != null && timer.task != null) {
            timer.task = null; // stays in the heap, to be removed with many others: cheaper than a search for each
            cancelled++;
            if (cancelled > CANCELLED_MIN && cancelled > queue.size() / 2) {
                queue.removeIf(each -> each.task == null);
                cancelled = 0;
            }
        }
    }

    /** The number of timers in the heap, cancelled ones included. */
    int size() {
        return queue.size();
    }

    /** Runs what is due. */
    private void runDue() {
        pendingWakeup = null;
        for (Timer next = queue.peek(); next != null; next = queue.peek()) {
            if (next.deadlineNanos - clock.nanoTime() > 0) {
                break;
            }
            queue.poll();
            Runnable task = next.task;
            next.task = null;
            if (task == null) {
                cancelled--;
            } else {
                task.run();
            }
        }
        wakeForEarliest();
    }

    private void wakeForEarliest() {
        Timer next = queue.peek();
        if (next == null) {
            return;
        }
        Future<?> pending = pendingWakeup;
        if (pending != null) {
            if (pendingWakeupNanos - next.deadlineNanos <= 0) {
                return;
            }
            pending.cancel(false);
        }
        pendingWakeupNanos = next.deadlineNanos;
        long delay = Math.max(0, next.deadlineNanos - clock.nanoTime());
        pendingWakeup = wakeup.schedule(runDue, delay, TimeUnit.NANOSECONDS);
    }

    /** Nanoseconds until the next task is due, 0 if one is, {@link Long#MAX_VALUE} if there is none. Called on the owner thread. */
    public long nextDelayNanos() {
        Timer next = queue.peek();
        while (next != null && next.task == null) {
            queue.poll();
            cancelled--;
            next = queue.peek();
        }
        return next == null ? Long.MAX_VALUE : Math.max(0, next.deadlineNanos - clock.nanoTime());
    }

    /** Forgets all timers; the owner thread is about to end. */
    public void close() {
        queue.clear();
        Future<?> pending = pendingWakeup;
        if (pending != null) {
            pending.cancel(false);
        }
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException("Could not leave the clock", e);
        }
    }
}
