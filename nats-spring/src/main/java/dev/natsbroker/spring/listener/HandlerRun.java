package dev.natsbroker.spring.listener;

import java.util.concurrent.atomic.AtomicInteger;

/** One run of a handler on a thread, which may be interrupted as long as it lasts, and never after. */
final class HandlerRun {
    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int ENDED = 3;

    private final Thread thread = Thread.currentThread();
    private final AtomicInteger state = new AtomicInteger();
    private volatile boolean timedOut;

    /** Interrupts the handler, if it has not ended; by any thread. */
    void interrupt() {
        if (state.compareAndSet(RUNNING, INTERRUPTING)) {
            thread.interrupt();
            state.set(INTERRUPTED);
        }
    }

    /** Interrupts the handler because its time is over. */
    void timeOut() {
        timedOut = true;
        interrupt();
    }

    /** By the handler's thread when the handler has ended; whether its time was over before that. */
    boolean endedTooLate() {
        if (state.compareAndSet(RUNNING, ENDED)) {
            return false;
        }
        while (state.get() == INTERRUPTING) {
            Thread.onSpinWait();
        }
        return timedOut;
    }
}
