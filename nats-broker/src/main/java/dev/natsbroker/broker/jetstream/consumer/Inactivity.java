package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Notices when a consumer has not been used for its inactive threshold (spec 5.2). Owned by the lane. */
final class Inactivity {
    private static final long JITTER_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private final ConsumerContext context;
    private final PullRequests requests;
    private final PushDelivery push;
    private final Runnable onInactive;
    private final Alarm alarm;
    private long thresholdNanos;

    Inactivity(ConsumerContext context, PullRequests requests, PushDelivery push, Runnable onInactive) {
        this.context = context;
        this.requests = requests;
        this.push = push;
        this.onInactive = onInactive;
        this.alarm = new Alarm(context.timers, context.clock, this::look);
    }

    /** Begins to watch, and begins anew when the configuration has changed. */
    void configured() {
        ConsumerConfig config = context.config();
        alarm.cancel();
        thresholdNanos = config.inactiveThresholdNanos();
        if (thresholdNanos > 0) {
            if (!config.isPush()) {
                thresholdNanos += JITTER_MIN_NANOS + context.random.nextLong(JITTER_NANOS);
            }
            alarm.in(thresholdNanos);
        }
    }

    void stop() {
        alarm.cancel();
    }

    private void look() {
        long wait = context.config().isPush() ? pushWait() : pullWait();
        if (wait > 0) {
            alarm.in(wait);
        } else {
            onInactive.run();
        }
    }

    private long pushWait() {
        return push.isOpen() ? thresholdNanos : push.lostNanos() + thresholdNanos - context.clock.nanoTime();
    }

    private long pullWait() {
        long idle = context.clock.nanoTime() - requests.lastActiveNanos();
        if (idle < thresholdNanos) {
            return thresholdNanos - idle;
        }
        return requests.count() > 0 ? thresholdNanos : pendingWait();
    }

    /** Who processes a message may be silent until its ack wait is over. */
    private long pendingWait() {
        PendingMessages pending = context.state.pending();
        List<Long> backoff = context.config().backoffNanos();
        long now = context.clock.epochNanos();
        long wait = 0;
        for (int entry = pending.first(); entry != PendingMessages.NONE; entry = pending.next(entry)) {
            long ackWait = backoff.isEmpty()
                    ? context.config().ackWaitNanos()
                    : backoff.get(Math.min(pending.deliveries(entry), backoff.size()) - 1);
            wait = Math.max(wait, pending.time(entry) + ackWait + thresholdNanos - now);
        }
        return wait;
    }
}
