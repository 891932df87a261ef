package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.PriorityPolicy;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.runtime.Durations;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pull requests of one consumer: takes them, finds the one that gets the next message, and ends them with the status lines of spec
 * 5.6. Owned by the lane.
 */
final class PullRequests {
    private static final long FULL_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConsumerContext context;
    private final Statuses statuses;
    private final PriorityGroup group;
    private final PendingCount pendingCount;
    private final RequestRing ring = new RequestRing();
    private final Alarm alarm;
    private long lastCheckNanos;
    private long lastActiveNanos;

    PullRequests(ConsumerContext context, Statuses statuses, PriorityGroup group, PendingCount pendingCount) {
        this.context = context;
        this.statuses = statuses;
        this.group = group;
        this.pendingCount = pendingCount;
        this.alarm = new Alarm(context.timers, context.clock, this::ring);
        this.lastActiveNanos = context.clock.nanoTime();
        this.lastCheckNanos = lastActiveNanos - FULL_CHECK_NANOS;
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }

    /** When the last request came or the last message was delivered. */
    long lastActiveNanos() {
        return lastActiveNanos;
    }

    void touch(long nowNanos) {
        lastActiveNanos = nowNanos;
    }

    /** The number of live requests. */
    int count() {
        check(false, context.clock.nanoTime());
        return ring.size();
    }

    /** Takes a request; returns whether it waits now, so that a delivery may be possible. */
    boolean take(byte[] bytes, int offset, int length, byte[] buffer, int replyOffset, int replyLength) {
        ConsumerConfig config = context.config();
        String refusal;
        if (config.isPush()) {
            refusal = "409 Consumer is push based";
        } else {
            try {
                NextRequest asked = NextRequest.read(bytes, offset, length);
                long now = context.clock.nanoTime();
                refusal = refusalOf(asked, config, now);
                if (refusal == null) {
                    return add(new PullRequest(buffer, replyOffset, replyLength, asked, now), now);
                }
            } catch (GoJsonException e) {
                refusal = "400 Bad Request - " + e.getMessage();
            }
        }
        if (!refusal.isEmpty()) {
            statuses.send(buffer, replyOffset, replyLength, refusal);
        }
        return false;
    }

    private boolean add(PullRequest request, long nowNanos) {
        if (context.config().priorityPolicy() == PriorityPolicy.PRIORITIZED) {
            ring.addByPriority(request);
        } else {
            ring.addLast(request);
        }
        lastActiveNanos = nowNanos;
        setAlarm(request);
        return true;
    }

    private void setAlarm(PullRequest request) {
        if (request.asked.expiresNanos != 0) {
            alarm.at(request.expiresNanos);
        }
        if (request.hasHeartbeat()) {
            alarm.at(request.heartbeatNanos);
        }
    }

    /** The status line to refuse with, empty to refuse silently, or null to accept. */
    private @Nullable String refusalOf(NextRequest asked, ConsumerConfig config, long nowNanos) {
        String refusal = limitRefusal(asked, config);
        if (refusal == null) {
            refusal = group.refusalOf(asked);
        }
        if (refusal != null) {
            return refusal;
        }
        boolean isFull = ring.size() >= config.maxWaiting();
        if (isFull && nowNanos - lastCheckNanos > FULL_CHECK_NANOS) {
            check(false, nowNanos);
        }
        if (asked.noWait) {
            refusal = oneShotRefusal(asked, nowNanos);
            if (refusal != null) {
                lastActiveNanos = nowNanos;
                return refusal;
            }
        }
        if (ring.size() >= config.maxWaiting()) {
            return asked.heartbeatNanos > 0 ? "" : "409 Exceeded MaxWaiting";
        }
        return null;
    }

    private static @Nullable String limitRefusal(NextRequest asked, ConsumerConfig config) {
        if (config.maxRequestBatch() > 0 && asked.batch > config.maxRequestBatch()) {
            return "409 Exceeded MaxRequestBatch of " + config.maxRequestBatch();
        }
        if (config.maxRequestExpiresNanos() > 0 && asked.expiresNanos > config.maxRequestExpiresNanos()) {
            return "409 Exceeded MaxRequestExpires of " + Durations.text(config.maxRequestExpiresNanos());
        }
        if (config.maxRequestMaxBytes() > 0 && asked.maxBytes > config.maxRequestMaxBytes()) {
            return "409 Exceeded MaxRequestMaxBytes of " + config.maxRequestMaxBytes();
        }
        return null;
    }

    private @Nullable String oneShotRefusal(NextRequest asked, long nowNanos) {
        long available = pendingCount.value() + context.state.pending().queuedCount();
        if (available == 0) {
            return asked.expiresNanos == 0 ? "404 No Messages" : null;
        }
        return available < check(false, nowNanos) ? "408 Requests Pending" : null;
    }

    /**
     * The request that gets a message of {@code size} bytes next. Those that cannot have it are ended or passed over.
     *
     * @param available how many messages there are, this one included
     */
    @Nullable
    PullRequest next(long size, long available, long nowNanos) {
        int passedOver = 0;
        PullRequest request = ring.head();
        while (request != null) {
            if (request.isExpired(nowNanos)) {
                end(request, "408 Request Timeout");
            } else {
                PriorityGroup.Verdict verdict = group.verdict(request, available);
                if (verdict == PriorityGroup.Verdict.WRONG_PIN) {
                    end(request, "423 Nats-Wrong-Pin-Id");
                } else if (verdict == PriorityGroup.Verdict.PASS_OVER) {
                    ring.requeue(request, false);
                    if (++passedOver >= ring.size()) {
                        return null;
                    }
                } else if (fits(request, size)) {
                    return request;
                } else {
                    end(request, "409 Message Size Exceeds MaxBytes");
                    group.release(verdict);
                }
            }
            request = ring.head();
        }
        return null;
    }

    private static boolean fits(PullRequest request, long size) {
        return request.asked.maxBytes <= 0 || size <= request.bytesLeft;
    }

    /** The request has got a message of {@code size} bytes. */
    void served(PullRequest request, long size, long nowNanos) {
        lastActiveNanos = nowNanos;
        if (request.asked.maxBytes > 0) {
            request.bytesLeft -= size;
            if (request.bytesLeft == 0) {
                request.messagesLeft = 1;
            }
        }
        request.delivered++;
        request.messagesLeft--;
        if (request.messagesLeft <= 0) {
            ring.remove(request);
            if (request.bytesLeft > 0) {
                statuses.sendWithRest(request.reply, "409 Batch Completed", request.messagesLeft, request.bytesLeft);
            }
            return;
        }
        request.heartbeatNanos = nowNanos + request.asked.heartbeatNanos;
        ring.requeue(request, context.config().priorityPolicy() == PriorityPolicy.PRIORITIZED);
    }

    /** Nobody listens at the reply subject of the request any more. */
    void lost(PullRequest request) {
        ring.remove(request);
    }

    /** There is nothing to deliver at the moment: requests that do not wait end here. */
    void drained() {
        if (ring.oneShots() > 0) {
            check(true, context.clock.nanoTime());
        }
    }

    private void ring() {
        check(false, context.clock.nanoTime());
    }

    /**
     * Ends what has expired or lost its client, sends heartbeats.
     *
     * @param drained whether there is nothing to deliver
     * @return how many messages the remaining requests ask for
     */
    private long check(boolean drained, long nowNanos) {
        lastCheckNanos = nowNanos;
        long asked = 0;
        PullRequest next;
        for (PullRequest request = ring.head(); request != null; request = next) {
            next = request.next;
            if (request.isExpired(nowNanos)) {
                end(request, "408 Request Timeout");
            } else if (drained && request.asked.noWait && (request.asked.expiresNanos == 0 || request.delivered > 0)) {
                ring.remove(request);
                statuses.send(request.reply, "404 No Messages");
            } else if (!context.host.publisher().hasInterest(request.reply, 0, request.reply.length)) {
                ring.remove(request);
            } else {
                asked += request.messagesLeft;
                if (request.hasHeartbeat() && request.heartbeatNanos - nowNanos <= 0) {
                    statuses.heartbeat(
                            request.reply,
                            context.state.deliveredConsumer(),
                            context.cursor.position() - 1,
                            new byte[0]);
                    request.heartbeatNanos = nowNanos + request.asked.heartbeatNanos;
                }
                setAlarm(request);
            }
        }
        return asked;
    }

    private void end(PullRequest request, String line) {
        ring.remove(request);
        statuses.sendWithRest(request.reply, line, request.messagesLeft, request.bytesLeft);
    }

    /** Ends all requests: the consumer is gone. */
    void endAll(String line) {
        alarm.cancel();
        for (PullRequest request = ring.head(); request != null; request = ring.head()) {
            end(request, line);
        }
    }

    /** The same without what is left. */
    void endAllPlainly(String line) {
        alarm.cancel();
        for (PullRequest request = ring.head(); request != null; request = ring.head()) {
            ring.remove(request);
            statuses.send(request.reply, line);
        }
    }
}
