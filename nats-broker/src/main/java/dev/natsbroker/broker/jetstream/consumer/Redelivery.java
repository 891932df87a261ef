package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides when a pending message is delivered again: its ack wait or back-off has run out, or it was negatively acknowledged (spec 5.4).
 * One timer for the earliest deadline. Times are in nanoseconds since 1970, so that they go on after a restart. Owned by the lane.
 */
final class Redelivery {
    private static final String GONE = "Unacknowledged message was deleted";
    /** Deadlines close to each other are met together. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ConsumerContext context;
    private final ConsumerAdvisories advisories;
    private final Runnable onQueued;
    private final ConsumerState state;
    private final PendingMessages pending;
    private final DueTimes delayed = new DueTimes();
    private final Alarm alarm;
    private long[] expired = new long[16];

    /** @param onQueued is told when something is to be delivered again */
    Redelivery(ConsumerContext context, ConsumerAdvisories advisories, Runnable onQueued) {
        this.context = context;
        this.advisories = advisories;
        this.onQueued = onQueued;
        this.state = context.state;
        this.pending = state.pending();
        this.alarm = new Alarm(context.timers, context.clock, this::ring);
    }

    /** Begins, after a restart with what is pending already. */
    void start() {
        pending.waitLists(Math.max(1, context.config().backoffNanos().size()));
        addDelayed();
        setAlarm(0);
    }

    private void addDelayed() {
        for (int entry = pending.first(); entry != PendingMessages.NONE; entry = pending.next(entry)) {
            if (pending.isDelayed(entry)) {
                delayed.add(pending.due(entry), pending.sequence(entry));
            }
        }
    }

    /** The configuration has changed. */
    void configured() {
        pending.waitLists(Math.max(1, context.config().backoffNanos().size()));
        alarm.cancel();
        setAlarm(0);
    }

    /** Nothing is pending any more. */
    void reset() {
        delayed.clear();
        alarm.cancel();
    }

    void stop() {
        alarm.cancel();
    }

    /** A message was delivered, or is in progress, at {@code nowNanos} of the monotonic clock: its wait begins. */
    void delivered(int deliveries, long nowNanos) {
        long wait = waitNanos(deliveries - 1);
        if (wait > 0) {
            alarm.at(nowNanos + wait);
        }
    }

    /** The ack wait of messages with {@code list + 1} deliveries; 0 for ever. */
    private long waitNanos(int list) {
        ConsumerConfig config = context.config();
        List<Long> backoff = config.backoffNanos();
        if (backoff.isEmpty()) {
            return config.ackWaitNanos();
        }
        return backoff.get(Math.min(list, backoff.size() - 1));
    }

    /** Delivers a pending message again, at once or after a delay. */
    void nak(int entry, long delayNanos) {
        long now = context.clock.epochNanos();
        if (delayNanos > 0) {
            long due = now + delayNanos;
            state.delay(entry, due);
            if (delayed.size() > 2 * pending.pendingCount() + 64) {
                delayed.clear(); // most of it is outdated
                addDelayed();
            } else {
                delayed.add(due, pending.sequence(entry));
            }
            alarm.in(delayNanos);
        } else if (!pending.isQueued(entry)) {
            state.delay(entry, now);
            queue(entry);
            onQueued.run();
        }
    }

    /** All pending messages are delivered again: there is another receiver. */
    void expireAll() {
        int next;
        for (int entry = pending.first(); entry != PendingMessages.NONE; entry = next) {
            next = pending.next(entry);
            queue(entry);
        }
        onQueued.run();
    }

    private void queue(int entry) {
        if (!exhaustIfDone(entry)) {
            pending.enqueue(entry);
        }
    }

    /** Gives a message up that was delivered as often as allowed; returns whether it was. */
    boolean exhaustIfDone(int entry) {
        long max = context.config().maxDeliver();
        if (max <= 0 || pending.deliveries(entry) < max) {
            return false;
        }
        advisories.maxDeliveries(pending.sequence(entry), pending.deliveries(entry));
        state.exhaust(entry);
        return true;
    }

    /** A pending or exhausted message has left the stream. */
    void gone(int entry) {
        long sequence = pending.sequence(entry);
        boolean wasPending = pending.isPending(entry);
        long consumerSequence = pending.consumerSequence(entry);
        int deliveries = pending.deliveries(entry);
        state.ack(entry);
        if (wasPending) {
            advisories.terminated(consumerSequence, sequence, deliveries, GONE);
        }
    }

    private void ring() {
        long now = context.clock.epochNanos();
        int count = takeExpired(now);
        Arrays.sort(expired, 0, count);
        for (int i = 0; i < count; i++) {
            int entry = pending.find(expired[i]);
            if (entry != PendingMessages.NONE && pending.isPending(entry)) {
                queue(entry);
            }
        }
        setAlarm(SLACK_NANOS);
        if (count > 0) {
            onQueued.run();
        }
    }

    private int takeExpired(long now) {
        int count = 0;
        while (!delayed.isEmpty() && delayed.firstDue() <= now) {
            int entry = pending.find(delayed.firstSequence());
            if (isCurrent(entry)) {
                count = addExpired(count, entry);
            }
            delayed.removeFirst();
        }
        for (int list = 0; list < pending.waitLists(); list++) {
            long wait = waitNanos(list);
            int entry = pending.waitHead(list);
            while (wait > 0 && entry != PendingMessages.NONE && pending.time(entry) + wait <= now) {
                count = addExpired(count, entry);
                pending.unlist(entry);
                entry = pending.waitHead(list);
            }
        }
        return count;
    }

    private boolean isCurrent(int entry) {
        return entry != PendingMessages.NONE && pending.isDelayed(entry) && pending.due(entry) == delayed.firstDue();
    }

    private int addExpired(int count, int entry) {
        if (count == expired.length) {
            expired = Arrays.copyOf(expired, count * 2);
        }
        expired[count] = pending.sequence(entry);
        return count + 1;
    }

    private void setAlarm(long soonest) {
        long earliest = delayed.isEmpty() ? Long.MAX_VALUE : delayed.firstDue();
        for (int list = 0; list < pending.waitLists(); list++) {
            int entry = pending.waitHead(list);
            long wait = waitNanos(list);
            if (entry != PendingMessages.NONE && wait > 0) {
                earliest = Math.min(earliest, pending.time(entry) + wait);
            }
        }
        if (earliest != Long.MAX_VALUE) {
            alarm.in(Math.max(soonest, earliest - context.clock.epochNanos()));
        }
    }
}
