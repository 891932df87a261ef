package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.listener.method.ListenerMessage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handler of a listener, and interrupts it when its time is over or the listener is stopped. Thread-safe.
 *
 * <p>A handler's interrupt never outlives it: the thread goes on to the next message.
 */
public final class ListenerInvoker {
    private final String listenerId;
    private final ListenerHandler handler;
    private final @Nullable Duration timeout;
    private final boolean tracked;
    private final Set<HandlerRun> runs = ConcurrentHashMap.newKeySet();

    /**
     * An invoker of {@code handler}.
     *
     * @param timeout how long handling a message may take, null for no limit
     * @param interruptible whether {@link #interruptAll} has to know the threads, which costs a little for each message
     */
    public ListenerInvoker(
            String listenerId, ListenerHandler handler, @Nullable Duration timeout, boolean interruptible) {
        this.listenerId = listenerId;
        this.handler = handler;
        this.timeout = timeout;
        this.tracked = interruptible || timeout != null;
    }

    /**
     * Calls the handler.
     *
     * @return what it returned; a {@link CompletionStage} if that is one, or was a {@code Mono}: it fails when the time is over
     * @throws ListenerTimeoutException if it took too long
     */
    public @Nullable Object invoke(ListenerMessage message) throws Exception {
        if (!tracked) {
            try {
                return AsyncResults.adapt(handler.handle(message));
            } finally {
                Thread.interrupted();
            }
        }
        long started = System.nanoTime();
        Object result = AsyncResults.adapt(invokeTracked(message));
        return timeout != null && result instanceof CompletionStage<?> stage
                ? withTimeout(stage, timeout, started)
                : result;
    }

    private @Nullable Object invokeTracked(ListenerMessage message) throws Exception {
        HandlerRun run = new HandlerRun();
        runs.add(run);
        CompletableFuture<Void> timer = timerOf(run);
        Object result = null;
        Throwable failure = null;
        try {
            result = handler.handle(message);
        } catch (Throwable e) {
            failure = e;
        }
        runs.remove(run);
        boolean tooLate = run.endedTooLate();
        timer.complete(null);
        Thread.interrupted();
        if (tooLate && timeout != null) {
            ListenerTimeoutException late = new ListenerTimeoutException(listenerId, timeout);
            if (failure != null) {
                late.addSuppressed(failure);
            }
            throw late;
        }
        rethrow(failure);
        return result;
    }

    private static void rethrow(@Nullable Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
    }

    // A future's own timer: completing it takes the timer out of its queue, so that long limits hold nothing.
    private CompletableFuture<Void> timerOf(HandlerRun run) {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        if (timeout != null) {
            timer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((ignored, failure) -> {
                if (failure instanceof TimeoutException) {
                    run.timeOut();
                }
            });
        }
        return timer;
    }

    private CompletionStage<?> withTimeout(CompletionStage<?> stage, Duration limit, long started) {
        long left = Math.max(1, limit.toNanos() - (System.nanoTime() - started));
        CompletableFuture<@Nullable Object> guarded = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                guarded.complete(value);
            } else {
                guarded.completeExceptionally(failure);
            }
        });
        return guarded.orTimeout(left, TimeUnit.NANOSECONDS).exceptionallyCompose(failure -> {
            if (!(failure instanceof TimeoutException) || AsyncResults.isDone(stage)) {
                return CompletableFuture.failedFuture(failure);
            }
            AsyncResults.cancel(stage);
            return CompletableFuture.failedFuture(new ListenerTimeoutException(listenerId, limit));
        });
    }

    /** Interrupts all handlers that run. */
    public void interruptAll() {
        runs.forEach(HandlerRun::interrupt);
    }

    /** Whether callers can expect a reply of this listener. */
    public boolean repliesToCallers() {
        return handler.repliesToCallers();
    }
}
