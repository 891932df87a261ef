package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.DURATIONS;
import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.SMALL_INT;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TEXTS;
import static dev.natsbroker.broker.json.JsonType.TEXT_MAP;
import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/** The fields of {@link ConsumerConfig} in JSON. */
final class ConsumerConfigJson {
    static final JsonFields<ConsumerConfig, ConsumerConfigBuilder> FIELDS =
            JsonFields.<ConsumerConfig, ConsumerConfigBuilder>of("server.ConsumerConfig")
                    .optional("durable_name", TEXT, ConsumerConfig::durableName, ConsumerConfigBuilder::durableName)
                    .optional("name", TEXT, ConsumerConfig::name, ConsumerConfigBuilder::name)
                    .optional("description", TEXT, ConsumerConfig::description, ConsumerConfigBuilder::description)
                    .field(
                            "deliver_policy",
                            DeliverPolicy.JSON,
                            ConsumerConfig::deliverPolicy,
                            ConsumerConfigBuilder::deliverPolicy)
                    .optional("opt_start_seq", UINT64, ConsumerConfig::optStartSeq, ConsumerConfigBuilder::optStartSeq)
                    .optional(
                            "opt_start_time",
                            pointerTo(TIME),
                            ConsumerConfig::optStartTime,
                            ConsumerConfigBuilder::optStartTime)
                    .field("ack_policy", AckPolicy.JSON, ConsumerConfig::ackPolicy, ConsumerConfigBuilder::ackPolicy)
                    .optional("ack_wait", DURATION, ConsumerConfig::ackWaitNanos, ConsumerConfigBuilder::ackWaitNanos)
                    .optional("max_deliver", INT, ConsumerConfig::maxDeliver, ConsumerConfigBuilder::maxDeliver)
                    .optional("backoff", DURATIONS, ConsumerConfig::backoffNanos, ConsumerConfigBuilder::backoffNanos)
                    .optional(
                            "filter_subject", TEXT, ConsumerConfig::filterSubject, ConsumerConfigBuilder::filterSubject)
                    .optional(
                            "filter_subjects",
                            TEXTS,
                            ConsumerConfig::filterSubjects,
                            ConsumerConfigBuilder::filterSubjects)
                    .field(
                            "replay_policy",
                            ReplayPolicy.JSON,
                            ConsumerConfig::replayPolicy,
                            ConsumerConfigBuilder::replayPolicy)
                    .optional(
                            "rate_limit_bps", UINT64, ConsumerConfig::rateLimitBps, ConsumerConfigBuilder::rateLimitBps)
                    .optional(
                            "sample_freq",
                            TEXT,
                            ConsumerConfig::sampleFrequency,
                            ConsumerConfigBuilder::sampleFrequency)
                    .optional("max_waiting", INT, ConsumerConfig::maxWaiting, ConsumerConfigBuilder::maxWaiting)
                    .optional(
                            "max_ack_pending", INT, ConsumerConfig::maxAckPending, ConsumerConfigBuilder::maxAckPending)
                    .optional("flow_control", BOOL, ConsumerConfig::flowControl, ConsumerConfigBuilder::flowControl)
                    .optional("headers_only", BOOL, ConsumerConfig::headersOnly, ConsumerConfigBuilder::headersOnly)
                    .optional("max_batch", INT, ConsumerConfig::maxRequestBatch, ConsumerConfigBuilder::maxRequestBatch)
                    .optional(
                            "max_expires",
                            DURATION,
                            ConsumerConfig::maxRequestExpiresNanos,
                            ConsumerConfigBuilder::maxRequestExpiresNanos)
                    .optional(
                            "max_bytes",
                            INT,
                            ConsumerConfig::maxRequestMaxBytes,
                            ConsumerConfigBuilder::maxRequestMaxBytes)
                    .optional(
                            "deliver_subject",
                            TEXT,
                            ConsumerConfig::deliverSubject,
                            ConsumerConfigBuilder::deliverSubject)
                    .optional("deliver_group", TEXT, ConsumerConfig::deliverGroup, ConsumerConfigBuilder::deliverGroup)
                    .optional(
                            "idle_heartbeat",
                            DURATION,
                            ConsumerConfig::idleHeartbeatNanos,
                            ConsumerConfigBuilder::idleHeartbeatNanos)
                    .optional(
                            "inactive_threshold",
                            DURATION,
                            ConsumerConfig::inactiveThresholdNanos,
                            ConsumerConfigBuilder::inactiveThresholdNanos)
                    .field("num_replicas", SMALL_INT, ConsumerConfig::numReplicas, ConsumerConfigBuilder::numReplicas)
                    .optional("mem_storage", BOOL, ConsumerConfig::memoryStorage, ConsumerConfigBuilder::memoryStorage)
                    .optional("direct", BOOL, ConsumerConfig::direct, ConsumerConfigBuilder::direct)
                    .optional("sourcing", BOOL, ConsumerConfig::sourcing, ConsumerConfigBuilder::sourcing)
                    .optional("metadata", TEXT_MAP, ConsumerConfig::metadata, ConsumerConfigBuilder::metadata)
                    .optional(
                            "pause_until",
                            pointerTo(TIME),
                            ConsumerConfig::pauseUntil,
                            ConsumerConfigBuilder::pauseUntil)
                    .optional(
                            "priority_groups",
                            TEXTS,
                            ConsumerConfig::priorityGroups,
                            ConsumerConfigBuilder::priorityGroups)
                    .optional(
                            "priority_policy",
                            PriorityPolicy.JSON,
                            ConsumerConfig::priorityPolicy,
                            ConsumerConfigBuilder::priorityPolicy)
                    .optional(
                            "priority_timeout",
                            DURATION,
                            ConsumerConfig::priorityTimeoutNanos,
                            ConsumerConfigBuilder::priorityTimeoutNanos)
                    .build();

    static final JsonType<ConsumerConfig> TYPE =
            JsonType.object(FIELDS, ConsumerConfig::builder, ConsumerConfigBuilder::build);

    private ConsumerConfigJson() {}
}
