package dev.natsbroker.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * How many messages of a listener are in work at a time, and on which threads. The receiving thread waits for a free slot, so that
 * messages that come faster than they are handled wait in the client library, which knows a limit. Without an executor and with
 * one slot the receiving thread handles messages itself. A message has its slot until its asynchronous result is there.
 */
final class HandlerSlots {
    private static final Logger log = LoggerFactory.getLogger(HandlerSlots.class);

    private final String id;
    private final int concurrency;
    private final @Nullable Executor configured;
    private volatile Semaphore free;
    private volatile @Nullable Executor executor;
    private @Nullable ExecutorService own;

    HandlerSlots(String id, int concurrency, @Nullable Executor configured) {
        this.id = id;
        this.concurrency = concurrency;
        this.configured = configured;
        this.free = new Semaphore(concurrency);
    }

    /** All slots are free, whatever an earlier run has left behind; under the container's lock. */
    void open() {
        free = new Semaphore(concurrency);
        executor = configured;
        if (configured == null && concurrency > 1) {
            CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-" + id + "-");
            threads.setDaemon(true);
            own = Executors.newFixedThreadPool(concurrency, threads);
            executor = own;
        }
    }

    /**
     * Runs the task as soon as there is a slot; on the receiving thread.
     *
     * @param task handles a message; returns what to wait for before its slot is free again, null for nothing
     * @param rejected called instead if the executor does not take the task
     */
    void run(Supplier<@Nullable CompletionStage<?>> task, Consumer<RejectedExecutionException> rejected) {
        Semaphore slots = free;
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("Listener '{}' was stopped before it could handle a message that had arrived", id);
            return;
        }
        Executor target = executor;
        if (target == null) {
            runHere(slots, task);
            return;
        }
        try {
            target.execute(() -> runHere(slots, task));
        } catch (RejectedExecutionException e) {
            slots.release();
            rejected.accept(e);
        }
    }

    private static void runHere(Semaphore slots, Supplier<@Nullable CompletionStage<?>> task) {
        CompletionStage<?> pending = null;
        try {
            pending = task.get();
        } finally {
            if (pending == null) {
                slots.release();
            }
        }
        if (pending != null) {
            pending.whenComplete((value, failure) -> slots.release());
        }
    }

    /** Whether the receiving thread handles messages itself, so that ending it interrupts a handler. */
    boolean areReceivingThreads() {
        return executor == null;
    }

    /** Waits until nothing is in work; whether that was so in time. */
    boolean awaitIdle(Duration limit) {
        Semaphore slots = free;
        try {
            boolean idle = slots.tryAcquire(concurrency, limit.toNanos(), TimeUnit.NANOSECONDS);
            if (idle) {
                slots.release(concurrency);
            }
            return idle;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the listener's own threads; under the container's lock. */
    void close() {
        ExecutorService threads = own;
        own = null;
        executor = null;
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
