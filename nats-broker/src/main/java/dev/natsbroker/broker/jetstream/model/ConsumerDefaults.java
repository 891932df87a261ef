package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.repairs;

import java.util.concurrent.TimeUnit;

/** What a consumer gets when its configuration says nothing or something below zero. */
final class ConsumerDefaults {
    private static final long MAX_WAITING = 512;
    private static final long MAX_ACK_PENDING = 1000;
    private static final long ACK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PINNED_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final ConsumerConfig request;
    private final StreamConsumerLimits streamLimits;
    private final boolean isPedantic;
    private final ServerLimits limits;

    private ConsumerDefaults(ConsumerConfig request, StreamConfig stream, boolean isPedantic, ServerLimits limits) {
        this.request = request;
        this.streamLimits = stream.consumerLimits();
        this.isPedantic = isPedantic;
        this.limits = limits;
    }

    static ConsumerConfig applied(
            ConsumerConfig request, StreamConfig stream, boolean isPedantic, ServerLimits limits) {
        ConsumerDefaults repaired = new ConsumerDefaults(request, stream, isPedantic, limits);
        return new ConsumerDefaults(repaired.withoutNegatives(), stream, isPedantic, limits).withDefaults();
    }

    private ConsumerConfig withoutNegatives() {
        return request.toBuilder()
                .maxDeliver(maxDeliver())
                .maxWaiting(notNegative(request.maxWaiting(), "max_waiting"))
                .maxAckPending(maxAckPendingFromMinusOne())
                .maxRequestBatch(notNegative(request.maxRequestBatch(), "max_batch"))
                .maxRequestExpiresNanos(notNegative(request.maxRequestExpiresNanos(), "max_expires"))
                .maxRequestMaxBytes(notNegative(request.maxRequestMaxBytes(), "max_bytes"))
                .idleHeartbeatNanos(notNegative(request.idleHeartbeatNanos(), "idle_heartbeat"))
                .inactiveThresholdNanos(notNegative(request.inactiveThresholdNanos(), "inactive_threshold"))
                .priorityTimeoutNanos(notNegative(request.priorityTimeoutNanos(), "priority_timeout"))
                .build();
    }

    private long maxDeliver() {
        if (request.maxDeliver() < -1) {
            repairs(isPedantic, "max_deliver must be set to -1");
        }
        return request.maxDeliver() <= 0 ? -1 : request.maxDeliver();
    }

    private long maxAckPendingFromMinusOne() {
        if (request.maxAckPending() < -1) {
            repairs(isPedantic, "max_ack_pending must be set to -1");
        }
        return Math.max(-1, request.maxAckPending());
    }

    private long notNegative(long value, String name) {
        if (value < 0) {
            repairs(isPedantic, name + " must not be negative");
        }
        return Math.max(0, value);
    }

    private ConsumerConfig withDefaults() {
        ConsumerConfigBuilder result = request.toBuilder()
                .maxWaiting(!request.isPush() && request.maxWaiting() == 0 ? MAX_WAITING : request.maxWaiting())
                .ackWaitNanos(ackWait())
                .maxAckPending(maxAckPending())
                .inactiveThresholdNanos(inactiveThreshold())
                .maxRequestBatch(maxRequestBatch());
        if (request.priorityPolicy() == PriorityPolicy.PINNED_CLIENT && request.priorityTimeoutNanos() == 0) {
            result.priorityTimeoutNanos(PINNED_NANOS);
        }
        if (request.ackPolicy() == AckPolicy.FLOW_CONTROL && !isPedantic) {
            result.flowControl(true).idleHeartbeatNanos(ConsumerConfigRules.FLOW_CONTROL_HEARTBEAT_NANOS);
        }
        return result.build();
    }

    private long ackWait() {
        boolean isAcknowledged = request.ackPolicy() == AckPolicy.EXPLICIT || request.ackPolicy() == AckPolicy.ALL;
        long wait = request.ackWaitNanos() == 0 && isAcknowledged ? ACK_WAIT_NANOS : request.ackWaitNanos();
        if (request.backoffNanos().isEmpty()) {
            return wait;
        }
        long first = request.backoffNanos().get(0);
        if (wait != first) {
            repairs(isPedantic, "first backoff value has to equal batch AckWait");
        }
        return first;
    }

    private long maxAckPending() {
        if (request.maxAckPending() != 0) {
            return request.maxAckPending();
        }
        if (streamLimits.maxAckPending() > 0) {
            repairs(isPedantic, "max_ack_pending must be set if it's configured in stream limits");
        }
        if (streamLimits.maxAckPending() != 0 || request.ackPolicy() == AckPolicy.NONE) {
            return streamLimits.maxAckPending();
        }
        return atMost(limits.accountMaxAckPending(), atMost(limits.maxAckPending(), MAX_ACK_PENDING));
    }

    private static long atMost(long limit, long value) {
        return limit > 0 ? Math.min(limit, value) : value;
    }

    private long inactiveThreshold() {
        if (request.inactiveThresholdNanos() != 0) {
            return request.inactiveThresholdNanos();
        }
        if (streamLimits.inactiveThresholdNanos() > 0) {
            repairs(isPedantic, "inactive_threshold must be set if it's configured in stream limits");
        }
        return streamLimits.inactiveThresholdNanos();
    }

    private long maxRequestBatch() {
        if (request.isPush() || request.maxRequestBatch() != 0 || limits.maxRequestBatch() <= 0) {
            return request.maxRequestBatch();
        }
        repairs(isPedantic, "max_request_batch must be set if it's JetStream limits are set");
        return limits.maxRequestBatch();
    }
}
