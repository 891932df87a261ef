package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ReplayPolicy;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the time between stored messages with replay policy {@code original}, until the consumer has caught up with what was in the
 * stream when it began. Owned by the lane.
 */
final class ReplayPace {
    private static final long GAP_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final boolean original;
    private final long lastSequence;
    private boolean hasLast;
    private long lastTimeNanos;
    private long lastSentNanos;

    ReplayPace(ConsumerContext context) {
        this.original = context.config().replayPolicy() == ReplayPolicy.ORIGINAL;
        this.lastSequence = context.store.lastSequence();
    }

    /** How long the message has to wait, 0 if it may go. */
    long waitNanos(long sequence, long timeNanos, long nowNanos) {
        if (!original || !hasLast || sequence > lastSequence) {
            return 0;
        }
        long gap = timeNanos - lastTimeNanos;
        return gap <= GAP_MIN_NANOS ? 0 : Math.max(0, lastSentNanos + gap - nowNanos);
    }

    void sent(long timeNanos, long nowNanos) {
        if (original) {
            hasLast = true;
            lastTimeNanos = timeNanos;
            lastSentNanos = nowNanos;
        }
    }
}
