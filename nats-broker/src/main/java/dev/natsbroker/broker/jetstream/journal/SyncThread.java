package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.runtime.ThreadEnd;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that waits for a store's device. One for all lanes: forces of several threads on one device only queue up in the
 * kernel. It sleeps when there is nothing to do.
 *
 * <p>Thread-safe. A task reports its own failures to its lane; one that throws nevertheless goes to the thread's handler of
 * uncaught exceptions, and the thread goes on.
 */
public final class SyncThread implements SyncExecutor, AutoCloseable {
    private final Queue<Runnable> forces = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;

    /** Starts the thread. */
    public SyncThread(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable force) {
        forces.add(force);
        wake();
    }

    @Override
    public void executeLater(Runnable work) {
        works.add(work);
        wake();
    }

    private void wake() {
        if (asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            boolean worked = runAll(forces);
            worked |= runOne(works);
            if (!worked && !sleep()) {
                return;
            }
        }
    }

    private boolean runAll(Queue<Runnable> queue) {
        boolean any = false;
        while (runOne(queue)) {
            any = true;
        }
        return any;
    }

    private boolean runOne(Queue<Runnable> queue) {
        Runnable task = queue.poll();
        if (task == null) {
            return false;
        }
        try {
            task.run();
        } catch (Throwable e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        return true;
    }

    /** Waits for a task; false if the thread has to end. */
    private boolean sleep() {
        asleep.set(true);
        // Looked at after the flag is up, so that a task added in between either is seen here or wakes the thread.
        while (asleep.get() && forces.isEmpty() && works.isEmpty()) {
            if (closing) {
                return false;
            }
            LockSupport.park(this);
            // A FileChannel is closed by an interrupt, so it must not stay set; nothing here is ended by interrupting.
            Thread.interrupted();
        }
        asleep.set(false);
        return true;
    }

    /** Ends the thread when it has done everything that was given to it, and waits for that. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        ThreadEnd.await(thread);
    }
}
