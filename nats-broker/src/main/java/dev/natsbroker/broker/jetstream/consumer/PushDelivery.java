package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.message.Message;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a push consumer: whether anybody listens, heartbeats, flow control (spec 5.5). Owned by the lane.
 *
 * <p>The account tells when subscriptions to the deliver subject come and go. Only when a message was taken by nobody although somebody
 * seems to listen it looks again by itself, quickly at first, then more rarely.
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
    private Runnable watch = () -> {};
    private long lookNanos = LOOK_MIN_NANOS;
    private long lastSentNanos;
    private long lostNanos;

    /** @param onOpen is told when there is somebody to deliver to again */
    PushDelivery(ConsumerContext context, Statuses statuses, FlowControl flowControl, Runnable onOpen) {
        this.context = context;
        this.statuses = statuses;
        this.flowControl = flowControl;
        this.onOpen = onOpen;
        this.look = new Alarm(context.timers, context.clock, this::isOpen);
        this.heartbeat = new Alarm(context.timers, context.clock, this::beat);
        this.lostNanos = context.clock.nanoTime();
        this.lastSentNanos = lostNanos;
    }

    /** Begins, and begins anew when the configuration has changed. */
    void configured() {
        ConsumerConfig config = context.config();
        target = Ascii.of(config.deliverSubject());
        group = config.deliverGroup().isEmpty() ? null : Ascii.of(config.deliverGroup());
        watch.run();
        watch = () -> {};
        look.cancel();
        if (config.isPush()) {
            lookNanos = LOOK_MIN_NANOS;
            watch = context.host.watchInterest(target, this::interestChanged);
            isOpen();
            if (config.idleHeartbeatNanos() > 0) {
                heartbeat.resetIn(config.idleHeartbeatNanos());
            }
        }
    }

    void stop() {
        watch.run();
        watch = () -> {};
        look.cancel();
        target = new byte[0];
        heartbeat.cancel();
        open = false;
    }

    private void interestChanged() {
        look.cancel();
        lookNanos = LOOK_MIN_NANOS;
        isOpen();
    }

    private boolean hasInterest() {
        byte[] queue = group;
        return queue == null
                ? context.host.publisher().hasInterest(target, 0, target.length)
                : context.host.publisher().hasInterest(target, queue);
    }

    /** Looks whether anybody listens. */
    boolean isOpen() {
        if (target.length == 0) {
            return false;
        }
        boolean hasInterest = hasInterest();
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
        if (hasInterest()) {
            look.resetIn(lookNanos);
            lookNanos = Math.min(LOOK_MAX_NANOS, lookNanos * 2);
        }
    }

    void sent(long size, long nowNanos) {
        lastSentNanos = nowNanos;
        lookNanos = LOOK_MIN_NANOS;
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
