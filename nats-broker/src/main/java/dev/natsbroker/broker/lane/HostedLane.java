package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.runtime.BrokerClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A lane on an event loop. Its tasks run between the loop's own; what that loop itself brings (the messages of a read) runs at once,
 * so that a request is answered in the pass that has read it.
 */
final class HostedLane extends Lane {
    private final LaneHost host;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable batch = this::runBatch;
    /** Whether the host's thread is in a task of this lane; touched by that thread only. */
    private boolean running;

    private volatile boolean closed;

    HostedLane(LaneHost host, String name, BrokerClock clock, Consumer<Throwable> onFailure) {
        super(name, clock, onFailure);
        this.host = host;
    }

    @Override
    void wake() {
        if (!awake.getAndSet(true)) {
            try {
                host.execute(batch);
            } catch (RejectedExecutionException e) {
                closed = true; // the host has ended: nobody will look there again
            }
        }
    }

    private void runBatch() {
        awake.set(false);
        run(this::runTasks);
        if (!isMailboxEmpty()) {
            wake();
        }
    }

    private void run(Runnable tasks) {
        running = true;
        try {
            tasks.run();
            endBatch();
        } finally {
            running = false;
        }
    }

    @Override
    void executeSoon(Runnable task) {
        if (!running && host.isCurrent() && isMailboxEmpty() && !closed) {
            run(() -> runSafely(task));
        } else {
            execute(task);
        }
    }

    @Override
    Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return host.schedule(() -> run(() -> runSafely(task)), delay, unit);
    }

    @Override
    public boolean isCurrent() {
        return host.isCurrent() && running;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        execute(() -> {
            closed = true;
            timers().close();
            ended.complete(null);
        });
        if (!host.isCurrent() && !closed) {
            ended.join();
        }
    }
}
