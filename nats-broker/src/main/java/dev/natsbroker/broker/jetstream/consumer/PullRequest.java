package dev.natsbroker.broker.jetstream.consumer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client asked for by MSG.NEXT, and what is left of it. Times are of the monotonic clock. Owned by the lane. */
final class PullRequest {
    static final int LOWEST_PRIORITY = Integer.MAX_VALUE;

    final byte[] reply;
    final NextRequest asked;
    final long expiresNanos;
    long heartbeatNanos;
    long messagesLeft;
    long bytesLeft;
    long delivered;
    /** The pin that its client holds, empty if none. */
    String pin;

    @Nullable
    PullRequest next;

    @Nullable
    PullRequest previous;

    PullRequest(byte[] buffer, int replyOffset, int replyLength, NextRequest asked, long nowNanos) {
        this.reply = Arrays.copyOfRange(buffer, replyOffset, replyOffset + replyLength);
        this.asked = asked;
        this.expiresNanos = nowNanos + asked.expiresNanos;
        this.heartbeatNanos = nowNanos + asked.heartbeatNanos;
        this.messagesLeft = asked.batch;
        this.bytesLeft = asked.maxBytes;
        this.pin = asked.id;
    }

    boolean isExpired(long nowNanos) {
        return asked.expiresNanos != 0 && expiresNanos - nowNanos <= 0;
    }

    boolean hasHeartbeat() {
        return asked.heartbeatNanos > 0;
    }

    /** For ordering within a prioritized group. */
    int priority() {
        return asked.hasGroup ? (int) asked.priority : LOWEST_PRIORITY;
    }
}
