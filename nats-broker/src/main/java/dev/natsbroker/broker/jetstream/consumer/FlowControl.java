package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.message.Digits;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.subject.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * Flow control of a push consumer (spec 5.5): counts what was delivered since the client last said that it has got everything, asks it
 * when the window is half full, and stops the delivery when the window is full. Owned by the lane.
 */
final class FlowControl {
    private static final long WINDOW_MAX = 32L << 20;
    private static final long WINDOW_FIRST = WINDOW_MAX / 16;
    private static final int TOKEN_LENGTH = 4;
    private static final byte[] NONE = {};
    private static final byte[] LAST_CONSUMER = Ascii.of("Nats-Last-Consumer:");
    private static final byte[] LAST_STREAM = Ascii.of("Nats-Last-Stream:");

    private final ConsumerContext context;
    private final Statuses statuses;
    private final String subjectPrefix;
    private long window = WINDOW_FIRST;
    private long outstanding;
    private long asked;
    private byte[] awaited = NONE;

    /** @param v2Scope the domain and the account's hash for subjects of the second form, null for the first one */
    FlowControl(ConsumerContext context, Statuses statuses, @Nullable String v2Scope) {
        this.context = context;
        this.statuses = statuses;
        this.subjectPrefix =
                "$JS.FC." + (v2Scope == null ? "" : v2Scope + ".") + context.streamName + "." + context.name + ".";
    }

    /** Whether a message may be delivered. */
    boolean hasRoom() {
        return !isOn() || outstanding <= window;
    }

    private boolean isOn() {
        return context.config().flowControl();
    }

    /** Where a reply is awaited, empty if nowhere. */
    byte[] awaited() {
        return awaited;
    }

    /** A message of that size was delivered. */
    void sent(long size, byte[] target) {
        if (!isOn()) {
            return;
        }
        outstanding += size;
        if (awaited.length > 0) {
            if (outstanding - asked >= window) {
                asked += size;
            }
        } else if (outstanding > window / 2 || isFullOfPending()) {
            ask(target);
        }
    }

    private boolean isFullOfPending() {
        long max = context.maxAckPending();
        return acknowledges() && max > 0 && context.state.pending().pendingCount() >= max;
    }

    /** Whether the replies acknowledge messages. */
    boolean acknowledges() {
        return context.config().ackPolicy() == AckPolicy.FLOW_CONTROL;
    }

    /** Asks for a reply if none is awaited, for messages that only a reply acknowledges. */
    void askForPending(byte[] target) {
        if (acknowledges() && awaited.length == 0 && context.state.pending().pendingCount() > 0) {
            ask(target);
        }
    }

    /** Asks for a reply if none is awaited and no more messages may be pending. */
    void askWhenFull(byte[] target) {
        if (awaited.length == 0 && isFullOfPending()) {
            ask(target);
        }
    }

    private void ask(byte[] target) {
        asked = outstanding;
        awaited = Ascii.of(subjectPrefix + context.nuid.next().substring(0, TOKEN_LENGTH));
        statuses.request(target, awaited, "100 FlowControl Request");
    }

    /** Takes a reply; returns whether it was the awaited one. */
    boolean answered(Message reply) {
        boolean isAwaited = reply.subjectLength() == awaited.length
                && Subjects.equal(awaited, 0, reply.buffer(), reply.subjectOffset(), awaited.length);
        if (!isAwaited || awaited.length == 0) {
            return false;
        }
        window = Math.min(WINDOW_MAX, window * 2);
        outstanding = Math.max(0, outstanding - asked);
        asked = 0;
        awaited = NONE;
        return true;
    }

    /** The stream sequence that a reply acknowledges, -1 if none. */
    static long lastStream(Message reply) {
        return number(reply, LAST_STREAM);
    }

    /** The consumer sequence that a reply acknowledges, -1 if none. */
    static long lastConsumer(Message reply) {
        return number(reply, LAST_CONSUMER);
    }

    private static long number(Message reply, byte[] name) {
        String value = HeaderLine.value(reply, name);
        byte[] digits = value == null ? NONE : Ascii.of(value);
        return Digits.parse(digits, 0, digits.length);
    }
}
