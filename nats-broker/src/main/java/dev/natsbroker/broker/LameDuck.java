package dev.natsbroker.broker;

import dev.natsbroker.broker.config.TimingOptions;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.runtime.ServerLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A stop that gives clients time to move on: a grace period, then one client after the other is closed, evenly over the rest of
 * the configured time but at most a second apart, then the broker stops. Runs on the timers of the first event loop.
 */
final class LameDuck {
    private static final long STEP_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final BrokerRuntime broker;
    private final ServerLog log;
    private final Queue<ClientConnection> remaining = new ArrayDeque<>();
    private long stepNanos;

    LameDuck(BrokerRuntime broker, ServerLog log) {
        this.broker = broker;
        this.log = log;
    }

    void start() {
        if (broker.clients().openCount() == 0) {
            stopBroker();
            return;
        }
        after(broker.options().timing().lameDuckGracePeriod().toNanos(), this::beginClosing);
    }

    private void beginClosing() {
        log.info("Closing existing clients");
        TimingOptions timing = broker.options().timing();
        List<ClientConnection> clients = new ArrayList<>(broker.clients().open());
        Collections.shuffle(clients);
        remaining.addAll(clients);
        long span =
                timing.lameDuckDuration().minus(timing.lameDuckGracePeriod()).toNanos();
        stepNanos = Math.min(STEP_NANOS_MAX, span / Math.max(1, clients.size()));
        closeNext();
    }

    private void closeNext() {
        ClientConnection next = remaining.poll();
        if (next == null) {
            stopBroker();
            return;
        }
        next.requestClose(CloseReason.SERVER_SHUTDOWN);
        after(stepNanos, this::closeNext);
    }

    private void after(long nanos, Runnable task) {
        LoopContext first = broker.loops().get(0);
        first.execute(() -> first.timers().after(nanos, task));
    }

    /** A loop cannot wait for its own end, so another thread stops the broker. */
    private void stopBroker() {
        Thread thread = new Thread(broker::stop, "nats-lame-duck");
        thread.setDaemon(true);
        thread.start();
    }
}
