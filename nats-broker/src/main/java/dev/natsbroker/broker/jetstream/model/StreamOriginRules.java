package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;
import static dev.natsbroker.broker.jetstream.model.Refusals.repairs;

import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a stream may copy: a mirror its origin, others their sources. */
final class StreamOriginRules {
    private StreamOriginRules() {}

    static StreamConfig checked(StreamConfig config, boolean isPedantic, StreamLookup streams) {
        StreamConfig result = config;
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            checkMirrorFeatures(config);
            checkMirror(config, mirror);
            result = withOrigin(config, mirror, isPedantic, streams);
        }
        checkSources(result, streams);
        ExternalRules.check(result, streams);
        OriginCycles.refuse(result, streams);
        return result;
    }

    private static void checkMirrorFeatures(StreamConfig config) {
        refuseIf(config.firstSeq() != 0, JetStreamError.MIRROR_WITH_FIRST_SEQ);
        refuseIf(!config.subjects().isEmpty(), JetStreamError.MIRROR_WITH_SUBJECTS);
        refuseIf(!config.sources().isEmpty(), JetStreamError.MIRROR_WITH_SOURCES);
        refuseIf(config.allowMsgCounter(), JetStreamError.MIRROR_WITH_COUNTERS);
        refuseIf(config.allowAtomic(), JetStreamError.MIRROR_WITH_ATOMIC_PUBLISH);
        refuseIf(config.allowBatched(), JetStreamError.MIRROR_WITH_BATCH_PUBLISH);
        refuseIf(config.allowMsgSchedules(), JetStreamError.MIRROR_WITH_MSG_SCHEDULES);
    }

    private static void checkMirror(StreamConfig config, StreamSource mirror) {
        checkConsumer(mirror, JetStreamError.MIRROR_DURABLE_CONSUMER_INVALID);
        refuseIf(hasBothKindsOfFilters(mirror), JetStreamError.MIRROR_MULTIPLE_FILTERS_NOT_ALLOWED);
        refuseIf(config.subjectDeleteMarkerTtlNanos() > 0, "subject delete markers forbidden on mirrors");
        List<SubjectTransformConfig> transforms = mirror.subjectTransforms();
        for (SubjectTransformConfig transform : transforms) {
            StreamTransformRules.check(
                    transform,
                    JetStreamError.MIRROR_INVALID_SUBJECT_FILTER,
                    JetStreamError.MIRROR_INVALID_TRANSFORM_DESTINATION);
            for (SubjectTransformConfig other : transforms) {
                refuseIf(
                        other != transform && Subjects.collides(transform.source(), other.source()),
                        JetStreamError.MIRROR_OVERLAPPING_SUBJECT_FILTERS);
            }
        }
    }

    /** What is seen of the origin; it need not exist. */
    private static StreamConfig withOrigin(
            StreamConfig config, StreamSource mirror, boolean isPedantic, StreamLookup streams) {
        if (mirror.external() != null) {
            return config;
        }
        refuseIf(!Names.isValid(mirror.name()), JetStreamError.MIRROR_INVALID_STREAM_NAME);
        StreamConfig origin = streams.find(mirror.name());
        if (origin == null) {
            return config;
        }
        refuseIf(isTooSmallFor(origin, config), JetStreamError.MIRROR_MAX_MESSAGE_SIZE_TOO_BIG);
        if (config.mirrorDirect() != origin.allowDirect()) {
            repairs(isPedantic, "origin stream has direct get set, mirror has it disabled");
        }
        return config.toBuilder().mirrorDirect(origin.allowDirect()).build();
    }

    private static boolean isTooSmallFor(@Nullable StreamConfig origin, StreamConfig config) {
        return origin != null
                && config.maxMsgSize() > 0
                && origin.maxMsgSize() > 0
                && config.maxMsgSize() < origin.maxMsgSize();
    }

    private static void checkSources(StreamConfig config, StreamLookup streams) {
        refuseIf(!config.sources().isEmpty() && config.allowMsgSchedules(), JetStreamError.SOURCE_WITH_MSG_SCHEDULES);
        Set<String> sources = new HashSet<>();
        Set<String> consumers = new HashSet<>();
        for (StreamSource source : config.sources()) {
            refuseIf(!Names.isValid(source.name()), JetStreamError.SOURCE_INVALID_STREAM_NAME);
            refuseIf(!sources.add(source.indexName()), JetStreamError.SOURCE_DUPLICATE_DETECTED);
            checkSourceFilters(source);
            checkConsumer(source, JetStreamError.SOURCE_DURABLE_CONSUMER_INVALID);
            refuseIf(
                    source.consumer() != null && !consumers.add(source.consumerIndexName()),
                    JetStreamError.SOURCE_DURABLE_CONSUMER_DUPLICATE_DETECTED);
            refuseIf(
                    source.external() == null && isTooSmallFor(streams.find(source.name()), config),
                    JetStreamError.SOURCE_MAX_MESSAGE_SIZE_TOO_BIG);
        }
    }

    private static void checkSourceFilters(StreamSource source) {
        refuseIf(hasBothKindsOfFilters(source), JetStreamError.SOURCE_MULTIPLE_FILTERS_NOT_ALLOWED);
        List<SubjectTransformConfig> transforms = source.subjectTransforms();
        for (SubjectTransformConfig transform : transforms) {
            StreamTransformRules.check(
                    transform,
                    JetStreamError.SOURCE_INVALID_SUBJECT_FILTER,
                    JetStreamError.SOURCE_INVALID_TRANSFORM_DESTINATION);
        }
        for (SubjectTransformConfig transform : transforms) {
            for (SubjectTransformConfig other : transforms) {
                refuseIf(
                        other != transform && Subjects.covers(other.source(), transform.source()),
                        JetStreamError.SOURCE_OVERLAPPING_SUBJECT_FILTERS);
            }
        }
    }

    private static boolean hasBothKindsOfFilters(StreamSource source) {
        return !source.filterSubject().isEmpty() && !source.subjectTransforms().isEmpty();
    }

    /** An existing consumer says itself where it begins and what it filters. */
    private static void checkConsumer(StreamSource source, JetStreamError refusal) {
        StreamConsumerSource consumer = source.consumer();
        if (consumer != null) {
            boolean isRight = Names.isValid(consumer.name())
                    && Subjects.isValid(consumer.deliverSubject())
                    && Subjects.isLiteral(consumer.deliverSubject())
                    && source.optStartSeq() == 0
                    && source.optStartTime() == null
                    && source.filterSubject().isEmpty();
            refuseIf(!isRight, refusal);
        }
    }

    /**
     * The check of filters without transforms. The reference makes it after it has looked for a stream of that name, and
     * answers with error 10049.
     */
    static void checkFilters(StreamConfig config) {
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            checkFilter(mirror, "' for the mirror invalid subject");
        }
        config.sources().forEach(source -> checkFilter(source, "' for the source: invalid subject"));
    }

    private static void checkFilter(StreamSource source, String text) {
        String filter = source.filterSubject();
        if (!filter.isEmpty() && !Subjects.isValid(filter)) {
            throw JetStreamError.STREAM_CREATE.toException("subject filter '" + filter + text);
        }
    }

    /** All that a configuration copies, in the order of the checks. */
    static List<StreamSource> originsOf(StreamConfig config) {
        List<StreamSource> origins = new ArrayList<>();
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            origins.add(mirror);
        }
        origins.addAll(config.sources());
        return origins;
    }
}
