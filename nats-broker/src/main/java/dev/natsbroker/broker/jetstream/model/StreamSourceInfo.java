package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.DURATION;
import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.UINT64;
import static dev.natsbroker.broker.json.JsonType.listOf;
import static dev.natsbroker.broker.json.JsonType.pointerTo;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How far a mirror or a source has come. Immutable.
 *
 * @param name the stream that is copied
 * @param external how it is reached
 * @param lag messages still to come
 * @param seq last sequence of the origin that was stored; of sources only
 * @param activeNanos time since it was last heard of, -1 for never
 * @param error why it does not go on
 * @param filterSubject which subjects
 * @param subjectTransforms several filters with rewrites
 */
public record StreamSourceInfo(
        String name,
        @Nullable ExternalStream external,
        long lag,
        long seq,
        long activeNanos,
        @Nullable ApiError error,
        String filterSubject,
        List<SubjectTransformConfig> subjectTransforms)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<StreamSourceInfo, Void> FIELDS = JsonFields.<StreamSourceInfo, Void>of(
                    "server.StreamSourceInfo")
            .field("name", TEXT, StreamSourceInfo::name)
            .optional("external", pointerTo(ExternalStream.JSON), StreamSourceInfo::external)
            .field("lag", UINT64, StreamSourceInfo::lag)
            .optional("seq", UINT64, StreamSourceInfo::seq)
            .field("active", DURATION, StreamSourceInfo::activeNanos)
            .optional("error", pointerTo(ApiError.JSON), StreamSourceInfo::error)
            .optional("filter_subject", TEXT, StreamSourceInfo::filterSubject)
            .optional(
                    "subject_transforms",
                    listOf(SubjectTransformConfig.JSON, "server.SubjectTransformConfig"),
                    StreamSourceInfo::subjectTransforms)
            .build();

    static final JsonType<StreamSourceInfo> JSON = JsonType.object(FIELDS);

    public StreamSourceInfo {
        subjectTransforms = List.copyOf(subjectTransforms);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
