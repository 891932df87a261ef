package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The time of a broker that runs in virtual time ({@code @EmbeddedNats(virtualTime = true)}): it stands still until a test moves it,
 * so that acknowledgement waits, redelivery delays, TTLs, maximum ages and duplicate windows need no waiting.
 *
 * <p>Only the broker lives in this time. Clients go on in real time: a request of a client times out as it always does. Thread-safe;
 * moves take turns.
 */
public final class NatsTestClock {
    /** Time passes in at most so many steps, however often something is due. */
    private static final long STEPS_MAX = 100;

    private final ManualClock clock;
    private final Settlement settlement;
    private final ReentrantLock moving = new ReentrantLock();

    NatsTestClock(ManualClock clock, NatsBroker broker) {
        this.clock = clock;
        this.settlement = new Settlement(broker);
    }

    /** The broker's time; it begins with the real time of its start. */
    public Instant now() {
        return clock.now();
    }

    /**
     * Lets {@code time} pass in the broker, from one due moment to the next, and returns when it has done all that became due: what it
     * sent has been written to the sockets of clients. What the broker has received before counts; a client that publishes
     * without waiting for an answer has to flush first.
     *
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Cannot move the clock by " + time + ": time only goes forward");
        }
        moving.lock();
        try {
            long left = time.toNanos();
            long shortest = Math.max(1, left / STEPS_MAX);
            long untilDue = settlement.await();
            while (left > 0) {
                long step = Math.min(left, Math.max(shortest, untilDue));
                clock.advance(Duration.ofNanos(step));
                left -= step;
                untilDue = settlement.await();
            }
        } finally {
            moving.unlock();
        }
    }
}
