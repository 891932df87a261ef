package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/**
 * How subjects are rewritten.
 *
 * @param source the filter; empty for all
 * @param destination what they become; empty for unchanged
 */
public record SubjectTransformConfig(String source, String destination) {
    static final JsonFields<SubjectTransformConfig, Draft> FIELDS = JsonFields.<SubjectTransformConfig, Draft>of(
                    "server.SubjectTransformConfig")
            .field("src", TEXT, SubjectTransformConfig::source, (draft, value) -> draft.source = value)
            .field("dest", TEXT, SubjectTransformConfig::destination, (draft, value) -> draft.destination = value)
            .build();

    static final JsonType<SubjectTransformConfig> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** What has been read so far. */
    static final class Draft {
        private String source = "";
        private String destination = "";

        private SubjectTransformConfig finish() {
            return new SubjectTransformConfig(source, destination);
        }
    }
}
