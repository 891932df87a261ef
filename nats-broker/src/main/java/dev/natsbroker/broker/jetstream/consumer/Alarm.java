package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.Timers;
import org.jspecify.annotations.Nullable;

/**
 * One timer that is set again and again. Rings at the earliest of the times that it was set to since it rang last; whoever is called
 * looks what is due and sets it anew. Owned by the lane.
 */
final class Alarm {
    private final Timers timers;
    private final BrokerClock clock;
    private final Runnable task;
    private Timers.@Nullable Timer timer;
    private long ringNanos;

    Alarm(Timers timers, BrokerClock clock, Runnable task) {
        this.timers = timers;
        this.clock = clock;
        this.task = task;
    }

    /** Rings at {@code nanos} of the monotonic clock, unless it is set to an earlier time. */
    void at(long nanos) {
        if (timer != null) {
            if (ringNanos - nanos <= 0) {
                return;
            }
            timers.cancel(timer);
        }
        ringNanos = nanos;
        timer = timers.after(nanos - clock.nanoTime(), this::ring);
    }

    /** Rings in {@code nanos}, unless it is set to an earlier time. */
    void in(long nanos) {
        at(clock.nanoTime() + Math.max(0, nanos));
    }

    /** Rings in {@code nanos}, whatever it was set to. */
    void resetIn(long nanos) {
        cancel();
        in(nanos);
    }

    boolean isSet() {
        return timer != null;
    }

    void cancel() {
        timers.cancel(timer);
        timer = null;
    }

    private void ring() {
        timer = null;
        task.run();
    }
}
