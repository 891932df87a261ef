package dev.natsbroker.broker.jetstream.consumer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Knows whether a consumer is paused, and when that ends (spec 5.6, ADR-28). Owned by the lane. */
final class Pause {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    private final ConsumerContext context;
    private final Runnable onEnd;
    private final Alarm alarm;
    private boolean active;

    /** @param onEnd is told when a pause ends by itself */
    Pause(ConsumerContext context, Runnable onEnd) {
        this.context = context;
        this.onEnd = onEnd;
        this.alarm = new Alarm(context.timers, context.clock, this::look);
    }

    boolean isActive() {
        return active;
    }

    /** What is left of the pause in nanoseconds, 0 if it is none. */
    long remainingNanos() {
        Instant until = context.config().pauseUntil();
        Duration left = until == null ? Duration.ZERO : Duration.between(context.clock.now(), until);
        if (left.isNegative()) {
            return 0;
        }
        return left.compareTo(LONGEST) < 0 ? left.toNanos() : saturated(until);
    }

    /** Go's durations end after 292 years. */
    private long saturated(@Nullable Instant until) {
        return until == null ? 0 : Math.max(0, StartPosition.nanos(until) - context.clock.epochNanos());
    }

    void configured() {
        alarm.cancel();
        long left = remainingNanos();
        active = left > 0;
        if (active) {
            alarm.in(Math.min(left, LONGEST.toNanos()));
        }
    }

    void stop() {
        alarm.cancel();
    }

    private void look() {
        configured();
        if (!active) {
            onEnd.run();
        }
    }
}
