package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;
import static dev.natsbroker.broker.jetstream.model.Refusals.repairs;

import dev.natsbroker.broker.subject.InvalidMappingException;
import dev.natsbroker.broker.subject.SubjectTransform;
import dev.natsbroker.broker.subject.Subjects;
import java.util.List;

/** The transform that a stream applies to what comes in, and the one for what it publishes again. */
final class StreamTransformRules {
    static final String ALL = ">";

    private StreamTransformRules() {}

    static StreamConfig checked(StreamConfig config, boolean isPedantic) {
        SubjectTransformConfig transform = config.subjectTransform();
        if (transform != null) {
            check(
                    transform,
                    JetStreamError.STREAM_TRANSFORM_INVALID_SOURCE,
                    JetStreamError.STREAM_TRANSFORM_INVALID_DESTINATION);
        }
        Republish republish = config.republish();
        return republish == null ? config : withRepublish(config, republish, isPedantic);
    }

    /** Refuses a transform that cannot be applied; an empty source is all subjects, an empty destination no change. */
    static void check(SubjectTransformConfig transform, JetStreamError badSource, JetStreamError badDestination) {
        String source = transform.source();
        if (!source.isEmpty() && !Subjects.isValid(source)) {
            throw badSource.toException("invalid subject " + source);
        }
        try {
            parse(source, transform.destination());
        } catch (InvalidMappingException e) {
            throw badDestination.toException(e.reason());
        }
    }

    private static void parse(String source, String destination) {
        if (!destination.isEmpty()) {
            SubjectTransform.parse(source.isEmpty() ? ALL : source, destination);
        }
    }

    private static StreamConfig withRepublish(StreamConfig config, Republish request, boolean isPedantic) {
        Republish republish = request;
        if (republish.source().isEmpty()) {
            repairs(isPedantic, "republish source can not be empty");
            republish = new Republish(ALL, republish.destination(), republish.headersOnly());
        }
        republish = impliedByTransform(config, republish, isPedantic);
        refuseIf(
                StreamSubjectRules.collide(List.of(republish.destination()), config.subjects()),
                "stream configuration for republish destination forms a cycle");
        try {
            parse(republish.source(), republish.destination());
        } catch (InvalidMappingException e) {
            throw Refusals.invalidConfig("stream configuration for republish with transform from '" + republish.source()
                    + "' to '" + republish.destination() + "' not valid");
        }
        return config.toBuilder().republish(republish).build();
    }

    /** From everything to everything means: what the stream's transform has made of its only subject. */
    private static Republish impliedByTransform(StreamConfig config, Republish republish, boolean isPedantic) {
        SubjectTransformConfig transform = config.subjectTransform();
        boolean isImplied = transform != null
                && republish.source().equals(ALL)
                && republish.destination().equals(ALL)
                && config.subjects().equals(List.of(transform.source()));
        if (transform == null || !isImplied) {
            return republish;
        }
        repairs(isPedantic, "implicit republish based on subject transform");
        return new Republish(transform.destination(), transform.destination(), republish.headersOnly());
    }
}
