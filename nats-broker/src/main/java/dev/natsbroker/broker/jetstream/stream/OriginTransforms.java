package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.subject.InvalidMappingException;
import dev.natsbroker.broker.subject.SubjectTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** How subjects of an origin become subjects here: the first rule that matches counts. Immutable. */
final class OriginTransforms {
    private final List<SubjectTransform> rules = new ArrayList<>();

    OriginTransforms(StreamSource source) {
        for (SubjectTransformConfig each : source.subjectTransforms()) {
            if (!each.destination().isEmpty()) {
                try {
                    rules.add(
                            SubjectTransform.parse(each.source().isEmpty() ? ">" : each.source(), each.destination()));
                } catch (InvalidMappingException e) {
                    throw new IllegalArgumentException("The configuration was not checked", e);
                }
            }
        }
    }

    void apply(NewMessage message, RandomGenerator random) {
        for (SubjectTransform rule : rules) {
            if (rule.matches(message.subject, message.subjectOffset, message.subjectLength)) {
                byte[] mapped = rule.apply(message.subject, message.subjectOffset, message.subjectLength, random);
                message.subject(mapped, 0, mapped.length);
                return;
            }
        }
    }
}
