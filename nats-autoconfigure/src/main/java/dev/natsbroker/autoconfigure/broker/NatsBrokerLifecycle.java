package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the broker while the application context runs. It starts in {@link #PHASE}, before everything that may connect to it, and
 * stops after that. Each start makes a new broker from the same options.
 *
 * <p>Thread-safe; starts and stops happen one at a time under a lock.
 */
public final class NatsBrokerLifecycle implements SmartLifecycle, DisposableBean {
    /** The phase of the broker, {@value}: half of all negative ones lie before it, and all that clients use after it. */
    public static final int PHASE = Integer.MIN_VALUE / 2;

    private final BrokerOptions options;
    private final ApplicationEventPublisher events;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable NatsBroker broker;

    /** A broker with these options, which tells its start and stop as events. */
    public NatsBrokerLifecycle(BrokerOptions options, ApplicationEventPublisher events) {
        this.options = options;
        this.events = events;
    }

    /** Starts the broker unless it runs; it accepts clients when this returns. */
    @Override
    public void start() {
        lock.lock();
        try {
            if (!isRunning()) {
                NatsBroker started = NatsBroker.start(options);
                broker = started;
                events.publishEvent(new NatsBrokerStartedEvent(started));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops the broker if it runs. */
    @Override
    public void stop() {
        lock.lock();
        try {
            NatsBroker stopped = stopBroker();
            if (stopped != null) {
                events.publishEvent(new NatsBrokerStoppedEvent(stopped));
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable NatsBroker stopBroker() {
        NatsBroker running = broker;
        if (running != null) {
            running.stop();
            broker = null;
        }
        return running;
    }

    /** Stops a broker that the context did not stop, for instance because the context failed to come up. */
    @Override
    public void destroy() {
        lock.lock();
        try {
            stopBroker();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the broker accepts clients. */
    @Override
    public boolean isRunning() {
        NatsBroker running = broker;
        return running != null && running.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** No: clients would lose their connections, and a free port would change. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /**
     * The broker.
     *
     * @throws IllegalStateException if it has not been started
     */
    public NatsBroker broker() {
        NatsBroker started = broker;
        if (started == null) {
            throw new IllegalStateException(
                    "The broker has not been started: " + "it starts with the application context, in phase " + PHASE);
        }
        return started;
    }

    /** The broker, or null before the start and after the stop. */
    @Nullable
    NatsBroker brokerOrNull() {
        return broker;
    }
}
