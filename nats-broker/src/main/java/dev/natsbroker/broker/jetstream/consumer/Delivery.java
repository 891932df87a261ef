package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages in rounds: what is to be delivered again first, then new ones, to pull requests or to the deliver subject. Owned by
 * the lane.
 */
final class Delivery {
    /** Why a round has ended. */
    enum End {
        /** Nobody may get anything at the moment: no request, no subscriber, a pause. */
        NO_RECEIVER,
        /** There is nothing to deliver. */
        DRAINED,
        /** As many messages are pending as may be. */
        STALLED,
        /** The next message has to wait for its time. */
        PACED,
        /** Others get their turn; there is more. */
        YIELDED
    }

    /** So many messages are delivered before other work of the lane gets its turn. */
    private static final int ROUND = 256;

    private final ConsumerContext context;
    private final ConsumerState state;
    private final PendingMessages pending;
    private final PendingCount pendingCount;
    private final Redelivery redelivery;
    private final PullRequests requests;
    private final PriorityGroup group;
    private final PushDelivery push;
    private final DeliveryWriter writer;
    private final RateLimit rateLimit = new RateLimit();
    private final ReplayPace pace;
    private final Alarm paceAlarm;
    private final StoredMessage message = new StoredMessage();
    private int entry;
    private long nowNanos;
    private long epochNanos;
    private long lastDeliveryNanos;
    private long stalledUntilNanos;

    Delivery(
            ConsumerContext context,
            PendingCount pendingCount,
            Redelivery redelivery,
            PullRequests requests,
            PriorityGroup group,
            PushDelivery push,
            Runnable onPaced,
            @Nullable String ackScope) {
        this.context = context;
        this.state = context.state;
        this.pending = state.pending();
        this.pendingCount = pendingCount;
        this.redelivery = redelivery;
        this.requests = requests;
        this.group = group;
        this.push = push;
        this.writer = new DeliveryWriter(context, ackScope);
        this.pace = new ReplayPace(context);
        this.paceAlarm = new Alarm(context.timers, context.clock, onPaced);
        this.stalledUntilNanos = context.clock.nanoTime();
        configured();
    }

    /** The configuration has changed. */
    void configured() {
        long messageMax = context.stream.config().maxMsgSize();
        rateLimit.configure(
                context.config().rateLimitBps(),
                messageMax > 0 ? messageMax : context.host.maxPayload(),
                context.clock.nanoTime());
    }

    void stop() {
        paceAlarm.cancel();
    }

    /** When something was delivered last, in nanoseconds since 1970; 0 if nothing was since the consumer was started. */
    long lastDeliveryNanos() {
        return lastDeliveryNanos;
    }

    /** Delivers what can be delivered, up to a limit. */
    End round() {
        nowNanos = context.clock.nanoTime();
        epochNanos = context.clock.epochNanos();
        boolean isPush = context.config().isPush();
        if (isPush ? !push.isOpen() : requests.isEmpty()) {
            return End.NO_RECEIVER;
        }
        if (nowNanos - stalledUntilNanos < 0) {
            return End.PACED;
        }
        End end = run(isPush);
        long stall = context.host.publisher().takeStallNanos();
        if (stall > 0) {
            stalledUntilNanos = nowNanos + stall;
            paceAlarm.at(stalledUntilNanos);
        }
        return end == End.YIELDED && stall > 0 ? End.PACED : end;
    }

    private End run(boolean isPush) {
        pendingCount.value();
        for (int i = 0; i < ROUND; i++) {
            End end = isPush ? pushOne() : pullOne();
            if (end != null) {
                return end;
            }
        }
        return End.YIELDED;
    }

    private @Nullable End pullOne() {
        if (requests.isEmpty()) {
            return End.NO_RECEIVER;
        }
        End end = peek();
        if (end != null) {
            return end;
        }
        while (true) {
            long size = prepare();
            PullRequest request = requests.next(size, available(), nowNanos);
            if (request == null) {
                return requests.isEmpty() ? End.NO_RECEIVER : End.DRAINED;
            }
            if (isTooEarly(size)) {
                return End.PACED;
            }
            if (group.isPinning()) {
                writer.addPin(group.pin());
            }
            if (writer.send(request.reply, message)) {
                delivered();
                requests.served(request, size, nowNanos);
                afterDelivery();
                return null;
            }
            requests.lost(request);
        }
    }

    private @Nullable End pushOne() {
        if (!push.hasRoom()) {
            return End.NO_RECEIVER;
        }
        End end = peek();
        if (end != null) {
            return end;
        }
        long size = prepare();
        if (isTooEarly(size)) {
            return End.PACED;
        }
        byte[] target = push.target();
        if (!writer.send(target, message)) {
            push.lost();
            return End.NO_RECEIVER;
        }
        long counted = writer.size(target, message);
        delivered();
        push.sent(counted, nowNanos);
        afterDelivery();
        return null;
    }

    /** Finds the next message without passing it. */
    private @Nullable End peek() {
        for (entry = pending.queueHead(); entry != PendingMessages.NONE; entry = pending.queueHead()) {
            if (context.store.read(pending.sequence(entry), message)) {
                if (!redelivery.exhaustIfDone(entry)) {
                    return null;
                }
            } else {
                redelivery.gone(entry);
            }
        }
        long max = context.maxAckPending();
        if (max > 0 && pending.pendingCount() >= max) {
            push.stalledOnPending();
            return End.STALLED;
        }
        return context.cursor.peek(context.stream.committed(), message) == 0 ? End.DRAINED : null;
    }

    private boolean isAgain() {
        return entry != PendingMessages.NONE;
    }

    private long prepare() {
        long deliveries = isAgain() ? pending.deliveries(entry) + 1L : 1;
        long left = isAgain() ? pendingCount.value() : Math.max(0, pendingCount.value() - 1);
        return writer.prepare(message, deliveries, left);
    }

    /** The number of messages, the one at hand included. */
    private long available() {
        return isAgain() ? pendingCount.value() + 1 : Math.max(1, pendingCount.value());
    }

    private boolean isTooEarly(long size) {
        long wait = pace.waitNanos(message.sequence(), message.timeNanos(), nowNanos);
        if (rateLimit.isSet()) {
            wait = Math.max(wait, rateLimit.waitNanos(size, nowNanos));
        }
        if (wait > 0) {
            paceAlarm.in(wait);
            return true;
        }
        rateLimit.take(size);
        return false;
    }

    private void delivered() {
        pace.sent(message.timeNanos(), nowNanos);
        lastDeliveryNanos = epochNanos;
        if (isAgain()) {
            state.deliverAgain(entry, epochNanos);
            redelivery.delivered(pending.deliveries(entry), nowNanos);
        } else {
            state.deliver(message.sequence(), epochNanos, context.isAcked());
            pendingCount.delivered();
            context.cursor.pass(message.sequence());
            if (context.isAcked()) {
                redelivery.delivered(1, nowNanos);
            }
        }
    }

    /** The last step, because it may change the store. */
    private void afterDelivery() {
        if (context.config().ackPolicy() == AckPolicy.NONE) {
            context.done(message.sequence());
        }
    }
}
