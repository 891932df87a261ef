package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.runtime.Durations;
import dev.natsbroker.broker.subject.Subjects;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a consumer's configuration must be like, with the texts and in the order of the reference. Pure functions: they
 * return the configuration as it is to be used or throw {@link JetStreamException}.
 */
public final class ConsumerConfigRules {
    static final long FLOW_CONTROL_HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LEAST_HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LEAST_EXPIRES_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private ConsumerConfigRules() {}

    /**
     * The configuration of a new consumer, or of an existing one after an update: checked, with its defaults and the API
     * level that it needs. {@link WorkQueueRules} and {@link ConsumerUpdateRules} come after this.
     *
     * @param isPedantic whether to refuse what could be repaired
     */
    public static ConsumerConfig forCreate(
            ConsumerConfig request, StreamConfig stream, boolean isPedantic, ServerLimits limits) {
        ConsumerConfig config = ConsumerDefaults.applied(request, stream, isPedantic, limits);
        checkName(config.name(), "consumer name");
        checkName(config.durableName(), "consumer durable name");
        checkReplicas(config, stream);
        checkWaits(config);
        checkAckByFlowControl(config);
        checkBackoffLength(config);
        if (Names.lengthOf(config.description()) > Refusals.DESCRIPTION_LENGTH_MAX) {
            throw JetStreamError.CONSUMER_DESCRIPTION_TOO_LONG.toException(Refusals.DESCRIPTION_LENGTH_MAX);
        }
        if (config.isPush()) {
            checkPush(config, stream);
        } else {
            checkPull(config, stream, limits);
        }
        checkLimits(config, stream, limits);
        refuseIf(config.direct() && !config.isPush(), JetStreamError.CONSUMER_DIRECT_REQUIRES_PUSH);
        refuseIf(config.direct() && config.isDurable(), JetStreamError.CONSUMER_DIRECT_REQUIRES_EPHEMERAL);
        ConsumerStartRules.check(config);
        checkRest(config);
        return ApiLevel.stored(config);
    }

    /** Whether a create request, prepared by {@link #forCreate}, asks for the consumer that there is. */
    public static boolean isSame(ConsumerConfig requested, ConsumerConfig existing) {
        return withoutLevels(requested).equals(withoutLevels(existing));
    }

    private static ConsumerConfig withoutLevels(ConsumerConfig config) {
        return config.toBuilder()
                .metadata(ApiLevel.withoutLevels(config.metadata()))
                .build();
    }

    private static void checkName(String name, String what) {
        refuseIf(!name.isEmpty() && !Names.isValid(name), what + " can not contain '.', '*', '>', '\\', '/'");
    }

    private static void checkReplicas(ConsumerConfig config, StreamConfig stream) {
        int replicas = config.numReplicas();
        refuseIf(replicas > stream.numReplicas(), JetStreamError.CONSUMER_REPLICAS_EXCEEDS_STREAM);
        refuseIf(replicas < 0, JetStreamError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE);
        refuseIf(
                stream.retention() != RetentionPolicy.LIMITS && replicas != 0 && replicas != stream.numReplicas(),
                JetStreamError.CONSUMER_REPLICAS_SHOULD_MATCH_STREAM);
    }

    private static void checkWaits(ConsumerConfig config) {
        refuseIf(config.backoffNanos().stream().anyMatch(wait -> wait < 0), JetStreamError.CONSUMER_BACK_OFF_NEGATIVE);
        refuseIf(config.ackWaitNanos() < 0, JetStreamError.CONSUMER_ACK_WAIT_NEGATIVE);
    }

    private static void checkAckByFlowControl(ConsumerConfig config) {
        if (config.ackPolicy() != AckPolicy.FLOW_CONTROL) {
            return;
        }
        refuseIf(!config.isPush(), JetStreamError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_PUSH);
        refuseIf(!config.flowControl(), JetStreamError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_FLOW_CONTROL);
        refuseIf(
                config.idleHeartbeatNanos() != FLOW_CONTROL_HEARTBEAT_NANOS,
                "flow control ack policy heartbeat needs to be 1s");
        refuseIf(config.maxAckPending() <= 0, JetStreamError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_MAX_ACK_PENDING);
        refuseIf(
                config.ackWaitNanos() != 0 || !config.backoffNanos().isEmpty(),
                JetStreamError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_NO_ACK_WAIT);
        refuseIf(config.maxDeliver() > 0, JetStreamError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_NO_MAX_DELIVER);
    }

    static void checkBackoffLength(ConsumerConfig config) {
        int length = config.backoffNanos().size();
        refuseIf(
                length > 0 && config.maxDeliver() != -1 && length > config.maxDeliver(),
                JetStreamError.CONSUMER_MAX_DELIVER_BACKOFF);
    }

    private static void checkPush(ConsumerConfig config, StreamConfig stream) {
        String subject = config.deliverSubject();
        refuseIf(
                !Subjects.isLiteral(subject) && Subjects.isValid(subject),
                JetStreamError.CONSUMER_DELIVER_TO_WILDCARDS);
        refuseIf(!Subjects.isValid(subject), JetStreamError.CONSUMER_INVALID_DELIVER_SUBJECT);
        refuseIf(
                stream.subjects().stream().anyMatch(captured -> Subjects.covers(captured, subject)),
                JetStreamError.CONSUMER_DELIVER_CYCLE);
        refuseIf(config.maxWaiting() != 0, JetStreamError.CONSUMER_PUSH_MAX_WAITING);
        refuseIf(
                config.maxAckPending() > 0 && config.ackPolicy() == AckPolicy.NONE,
                JetStreamError.CONSUMER_MAX_PENDING_ACK_POLICY_REQUIRED);
        refuseIf(
                config.idleHeartbeatNanos() > 0 && config.idleHeartbeatNanos() < LEAST_HEARTBEAT_NANOS,
                JetStreamError.CONSUMER_SMALL_HEARTBEAT);
    }

    private static void checkPull(ConsumerConfig config, StreamConfig stream, ServerLimits limits) {
        refuseIf(
                config.ackPolicy() == AckPolicy.NONE && stream.retention() == RetentionPolicy.WORK_QUEUE,
                JetStreamError.CONSUMER_PULL_REQUIRES_ACK);
        refuseIf(config.rateLimitBps() != 0, JetStreamError.CONSUMER_PULL_WITH_RATE_LIMIT);
        refuseIf(config.idleHeartbeatNanos() > 0, JetStreamError.CONSUMER_HEARTBEAT_REQUIRES_PUSH);
        refuseIf(config.flowControl(), JetStreamError.CONSUMER_FLOW_CONTROL_REQUIRES_PUSH);
        long expires = config.maxRequestExpiresNanos();
        refuseIf(expires != 0 && expires < LEAST_EXPIRES_NANOS, JetStreamError.CONSUMER_MAX_REQUEST_EXPIRES_TOO_SMALL);
        long batchMax = limits.maxRequestBatch();
        if (batchMax > 0 && config.maxRequestBatch() > batchMax) {
            throw JetStreamError.CONSUMER_MAX_REQUEST_BATCH_EXCEEDED.toException(batchMax);
        }
    }

    private static void checkLimits(ConsumerConfig config, StreamConfig stream, ServerLimits limits) {
        StreamConsumerLimits ofStream = stream.consumerLimits();
        for (long pendingMax :
                List.of(limits.maxAckPending(), limits.accountMaxAckPending(), ofStream.maxAckPending())) {
            if (pendingMax > 0 && config.maxAckPending() > pendingMax) {
                throw JetStreamError.CONSUMER_MAX_PENDING_ACK_EXCESS.toException(pendingMax);
            }
        }
        long inactiveMax = ofStream.inactiveThresholdNanos();
        if (inactiveMax > 0 && config.inactiveThresholdNanos() > inactiveMax) {
            throw JetStreamError.CONSUMER_INACTIVE_THRESHOLD_EXCESS.toException(Durations.text(inactiveMax));
        }
    }

    private static void checkRest(ConsumerConfig config) {
        ConsumerSampling.check(config.sampleFrequency());
        refuseIf(
                config.flowControl() && config.idleHeartbeatNanos() == 0,
                JetStreamError.CONSUMER_FLOW_CONTROL_NEEDS_HEARTBEATS);
        boolean hasBothNames = config.isDurable() && !config.name().isEmpty();
        refuseIf(
                hasBothNames && !config.name().equals(config.durableName()),
                JetStreamError.CONSUMER_CREATE_DURABLE_AND_NAME_MISMATCH);
        if (Refusals.lengthOf(config.metadata()) > Refusals.METADATA_LENGTH_MAX) {
            throw JetStreamError.CONSUMER_METADATA_LENGTH.toException(Refusals.METADATA_LENGTH_MAX / 1024 + "KB");
        }
        PriorityRules.check(config);
    }
}
