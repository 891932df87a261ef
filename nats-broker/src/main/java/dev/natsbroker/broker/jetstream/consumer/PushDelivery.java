package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.message.Message;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a push consumer: whether anybody listens, heartbeats, flow control (spec 5.5). Owned by the lane.
 *
 * <p>Nobody tells a lane of new subscriptions, so it looks: quickly at first, then more rarely.
 */
final class PushDelivery {
    private static final long LOOK_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LOOK_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(64);

    private final ConsumerContext context;
    private final Statuses statuses;
    private final FlowControl flowControl;
    private final Runnable onOpen;
    private final Alarm look;
    private final Alarm heartbeat;
    private byte[] target = {};
    private byte @Nullable [] group;
    private boolean open;
    private long lookNanos = LOOK_MIN_NANOS;
    private long lastSentNanos;
    private long lostNanos;

    /** @param onOpen is told when there is somebody to deliver to again */
    PushDelivery(ConsumerContext context, Statuses statuses, FlowControl flowControl, Runnable onOpen) {
        this.context = context;
        this.statuses = statuses;
        this.flowControl = flowControl;
        this.onOpen = onOpen;
        this.look = new Alarm(context.timers, context.clock, this::lookAgain);
        this.heartbeat = new Alarm(context.timers, context.clock, this::beat);
        this.lostNanos = context.clock.nanoTime();
        this.lastSentNanos = lostNanos;
    }

    /** Begins, and begins anew when the configuration has changed. */
    void configured() {
        ConsumerConfig config = context.config();
        target = Ascii.of(config.deliverSubject());
        group = config.deliverGroup().isEmpty() ? null : Ascii.of(config.deliverGroup());
        if (config.isPush()) {
            lookNanos = LOOK_MIN_NANOS;
            isOpen();
            look.in(lookNanos);
            if (config.idleHeartbeatNanos() > 0) {
                heartbeat.resetIn(config.idleHeartbeatNanos());
            }
        }
    }

    void stop() {
        look.cancel();
        heartbeat.cancel();
        open = false;
    }

    /** Looks whether anybody listens. */
    boolean isOpen() {
        if (target.length == 0) {
            return false;
        }
        byte[] queue = group;
        boolean hasInterest = queue == null
                ? context.host.publisher().hasInterest(target, 0, target.length)
                : context.host.publisher().hasInterest(target, queue);
        if (hasInterest != open) {
            open = hasInterest;
            if (open) {
                onOpen.run(); // whoever has noticed it, what waits is delivered now
            } else {
                lost();
            }
        }
        return open;
    }

    /** Whether somebody listened when it was looked last. */
    boolean wasOpen() {
        return open;
    }

    /** Since when nobody listens. */
    long lostNanos() {
        return lostNanos;
    }

    boolean hasRoom() {
        return open && flowControl.hasRoom();
    }

    byte[] target() {
        return target;
    }

    /** Nobody listens any more. */
    void lost() {
        open = false;
        lostNanos = context.clock.nanoTime();
        lookNanos = LOOK_MIN_NANOS;
        look.resetIn(lookNanos);
    }

    void sent(long size, long nowNanos) {
        lastSentNanos = nowNanos;
        flowControl.sent(size, target);
    }

    /** As many messages are pending as may be. */
    void stalledOnPending() {
        if (open) {
            flowControl.askWhenFull(target);
        }
    }

    boolean answered(Message reply) {
        return flowControl.answered(reply);
    }

    private void lookAgain() {
        boolean before = open;
        lookNanos = isOpen() == before ? Math.min(LOOK_MAX_NANOS, lookNanos * 2) : LOOK_MIN_NANOS;
        if (!open || context.config().inactiveThresholdNanos() > 0) { // else a delivery notices
            look.in(lookNanos);
        }
    }

    private void beat() {
        long interval = context.config().idleHeartbeatNanos();
        if (interval <= 0) {
            return;
        }
        long now = context.clock.nanoTime();
        long idle = now - lastSentNanos;
        if (idle >= interval) {
            if (isOpen()) {
                statuses.heartbeat(
                        target,
                        context.state.deliveredConsumer(),
                        context.cursor.position() - 1,
                        flowControl.awaited());
                flowControl.askForPending(target);
            }
            lastSentNanos = now;
            idle = 0;
        }
        heartbeat.in(interval - idle);
    }
}
