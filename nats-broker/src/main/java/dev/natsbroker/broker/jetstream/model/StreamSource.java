package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TIME;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Another stream that a mirror or a stream with sources copies from.
 *
 * @param name its name
 * @param optStartSeq first sequence, 0 for all, unsigned
 * @param optStartTime first time
 * @param filterSubject which subjects; empty for all
 * @param subjectTransforms several filters, each with a rewrite
 * @param external how to reach it when it is elsewhere
 * @param consumer an existing consumer to use
 */
public record StreamSource(
        String name,
        long optStartSeq,
        @Nullable Instant optStartTime,
        String filterSubject,
        List<SubjectTransformConfig> subjectTransforms,
        @Nullable ExternalStream external,
        @Nullable StreamConsumerSource consumer) {
    static final JsonFields<StreamSource, Draft> FIELDS = JsonFields.<StreamSource, Draft>of("server.StreamSource")
            .field("name", TEXT, StreamSource::name, (draft, value) -> draft.name = value)
            .optional("opt_start_seq", UINT64, StreamSource::optStartSeq, (draft, value) -> draft.optStartSeq = value)
            .optional(
                    "opt_start_time",
                    pointerTo(TIME),
                    StreamSource::optStartTime,
                    (draft, value) -> draft.optStartTime = value)
            .optional(
                    "filter_subject", TEXT, StreamSource::filterSubject, (draft, value) -> draft.filterSubject = value)
            .optional(
                    "subject_transforms",
                    listOf(SubjectTransformConfig.JSON, "server.SubjectTransformConfig"),
                    StreamSource::subjectTransforms,
                    (draft, value) -> draft.subjectTransforms = value)
            .optional(
                    "external",
                    pointerTo(ExternalStream.JSON),
                    StreamSource::external,
                    (draft, value) -> draft.external = value)
            .optional(
                    "consumer",
                    pointerTo(StreamConsumerSource.JSON),
                    StreamSource::consumer,
                    (draft, value) -> draft.consumer = value)
            .build();

    static final JsonType<StreamSource> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** All messages of a stream of the same account. */
    public static StreamSource of(String name) {
        return new StreamSource(name, 0, null, "", List.of(), null, null);
    }

    public StreamSource {
        subjectTransforms = List.copyOf(subjectTransforms);
    }

    /**
     * What tells sources of a stream apart, as it stands in the header of their messages: name with the hashes of API
     * prefix and consumer, filters, destinations; separated by blanks, several filters by form feeds.
     */
    public String indexName() {
        String index = placeName();
        if (consumer != null) {
            index += ":C=" + ShortHash.of(consumer.name());
        }
        return index + ' ' + filterIndex() + ' ' + destinationIndex();
    }

    private String placeName() {
        return external == null ? name : name + ':' + ShortHash.of(external.apiPrefix());
    }

    private String filterIndex() {
        return subjectTransforms.isEmpty()
                ? orAll(filterSubject)
                : subjectTransforms.stream()
                        .map(transform -> orAll(transform.source()))
                        .collect(Collectors.joining("\f"));
    }

    private String destinationIndex() {
        return subjectTransforms.isEmpty()
                ? orAll("")
                : subjectTransforms.stream()
                        .map(transform -> orAll(transform.destination()))
                        .collect(Collectors.joining("\f"));
    }

    private static String orAll(String subject) {
        return subject.isEmpty() ? ">" : subject;
    }

    /** What tells the consumers that are used apart. */
    String consumerIndexName() {
        return placeName() + ' ' + (consumer == null ? "" : consumer.name());
    }

    /** What has been read so far. */
    static final class Draft {
        private String name = "";
        private long optStartSeq;
        private @Nullable Instant optStartTime;
        private String filterSubject = "";
        private List<SubjectTransformConfig> subjectTransforms = List.of();
        private @Nullable ExternalStream external;
        private @Nullable StreamConsumerSource consumer;

        private StreamSource finish() {
            return new StreamSource(
                    name, optStartSeq, optStartTime, filterSubject, subjectTransforms, external, consumer);
        }
    }
}
