package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.INT32;
import static dev.natsbroker.broker.json.JsonType.INT64;
import static dev.natsbroker.broker.json.JsonType.SMALL_INT;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TEXTS;
import static dev.natsbroker.broker.json.JsonType.TEXT_MAP;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/** The fields of {@link StreamConfig} in JSON. */
final class StreamConfigJson {
    static final JsonFields<StreamConfig, StreamConfigBuilder> FIELDS =
            JsonFields.<StreamConfig, StreamConfigBuilder>of("server.StreamConfig")
                    .field("name", TEXT, StreamConfig::name, StreamConfigBuilder::name)
                    .optional("description", TEXT, StreamConfig::description, StreamConfigBuilder::description)
                    .optional("subjects", TEXTS, StreamConfig::subjects, StreamConfigBuilder::subjects)
                    .field("retention", RetentionPolicy.JSON, StreamConfig::retention, StreamConfigBuilder::retention)
                    .field("max_consumers", INT, StreamConfig::maxConsumers, StreamConfigBuilder::maxConsumers)
                    .field("max_msgs", INT64, StreamConfig::maxMsgs, StreamConfigBuilder::maxMsgs)
                    .field("max_bytes", INT64, StreamConfig::maxBytes, StreamConfigBuilder::maxBytes)
                    .field("max_age", DURATION, StreamConfig::maxAgeNanos, StreamConfigBuilder::maxAgeNanos)
                    .field(
                            "max_msgs_per_subject",
                            INT64,
                            StreamConfig::maxMsgsPerSubject,
                            StreamConfigBuilder::maxMsgsPerSubject)
                    .optional("max_msg_size", INT32, StreamConfig::maxMsgSize, StreamConfigBuilder::maxMsgSize)
                    .field("discard", DiscardPolicy.JSON, StreamConfig::discard, StreamConfigBuilder::discard)
                    .field("storage", StorageType.JSON, StreamConfig::storage, StreamConfigBuilder::storage)
                    .field("num_replicas", SMALL_INT, StreamConfig::numReplicas, StreamConfigBuilder::numReplicas)
                    .optional("no_ack", BOOL, StreamConfig::noAck, StreamConfigBuilder::noAck)
                    .optional(
                            "duplicate_window",
                            DURATION,
                            StreamConfig::duplicateWindowNanos,
                            StreamConfigBuilder::duplicateWindowNanos)
                    .optional(
                            "placement",
                            pointerTo(Placement.JSON),
                            StreamConfig::placement,
                            StreamConfigBuilder::placement)
                    .optional("mirror", pointerTo(StreamSource.JSON), StreamConfig::mirror, StreamConfigBuilder::mirror)
                    .optional(
                            "sources",
                            listOf(StreamSource.JSON, "*server.StreamSource"),
                            StreamConfig::sources,
                            StreamConfigBuilder::sources)
                    .field(
                            "compression",
                            StoreCompression.JSON,
                            StreamConfig::compression,
                            StreamConfigBuilder::compression)
                    .optional("first_seq", UINT64, StreamConfig::firstSeq, StreamConfigBuilder::firstSeq)
                    .optional(
                            "subject_transform",
                            pointerTo(SubjectTransformConfig.JSON),
                            StreamConfig::subjectTransform,
                            StreamConfigBuilder::subjectTransform)
                    .optional(
                            "republish",
                            pointerTo(Republish.JSON),
                            StreamConfig::republish,
                            StreamConfigBuilder::republish)
                    .field("allow_direct", BOOL, StreamConfig::allowDirect, StreamConfigBuilder::allowDirect)
                    .field("mirror_direct", BOOL, StreamConfig::mirrorDirect, StreamConfigBuilder::mirrorDirect)
                    .optional(
                            "discard_new_per_subject",
                            BOOL,
                            StreamConfig::discardNewPerSubject,
                            StreamConfigBuilder::discardNewPerSubject)
                    .field("sealed", BOOL, StreamConfig::sealed, StreamConfigBuilder::sealed)
                    .field("deny_delete", BOOL, StreamConfig::denyDelete, StreamConfigBuilder::denyDelete)
                    .field("deny_purge", BOOL, StreamConfig::denyPurge, StreamConfigBuilder::denyPurge)
                    .field("allow_rollup_hdrs", BOOL, StreamConfig::allowRollup, StreamConfigBuilder::allowRollup)
                    .field(
                            "consumer_limits",
                            StreamConsumerLimits.JSON,
                            StreamConfig::consumerLimits,
                            StreamConfigBuilder::consumerLimits)
                    .field("allow_msg_ttl", BOOL, StreamConfig::allowMsgTtl, StreamConfigBuilder::allowMsgTtl)
                    .optional(
                            "subject_delete_marker_ttl",
                            DURATION,
                            StreamConfig::subjectDeleteMarkerTtlNanos,
                            StreamConfigBuilder::subjectDeleteMarkerTtlNanos)
                    .optional(
                            "allow_msg_counter",
                            BOOL,
                            StreamConfig::allowMsgCounter,
                            StreamConfigBuilder::allowMsgCounter)
                    .optional("allow_atomic", BOOL, StreamConfig::allowAtomic, StreamConfigBuilder::allowAtomic)
                    .optional(
                            "allow_msg_schedules",
                            BOOL,
                            StreamConfig::allowMsgSchedules,
                            StreamConfigBuilder::allowMsgSchedules)
                    .optional(
                            "persist_mode",
                            PersistMode.JSON,
                            StreamConfig::persistMode,
                            StreamConfigBuilder::persistMode)
                    .optional("allow_batched", BOOL, StreamConfig::allowBatched, StreamConfigBuilder::allowBatched)
                    .optional("metadata", TEXT_MAP, StreamConfig::metadata, StreamConfigBuilder::metadata)
                    .build();

    static final JsonType<StreamConfig> TYPE =
            JsonType.object(FIELDS, StreamConfig::builder, StreamConfigBuilder::build);

    private StreamConfigJson() {}
}
