package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.connection.LoopContext;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.Executor;

/** What waits at the event loops. */
final class LoopQueues {
    private LoopQueues() {}

    /** Tasks that other threads handed to the loop and that it has not run yet. May be asked from any thread. */
    static int pendingTasks(LoopContext loop) {
        Executor executor = loop.eventLoop();
        return executor instanceof SingleThreadEventExecutor single ? single.pendingTasks() : 0;
    }
}
