package dev.natsbroker.broker.runtime;

/** Waiting for the end of a thread that was told to end. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /** Waits without limit; an interrupt does not end the wait, it is kept for the caller. */
    public static void await(Thread thread) {
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
