package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/**
 * An existing consumer that a mirror or source uses.
 *
 * @param name its name
 * @param deliverSubject where it delivers
 */
public record StreamConsumerSource(String name, String deliverSubject) {
    static final JsonFields<StreamConsumerSource, Draft> FIELDS = JsonFields.<StreamConsumerSource, Draft>of(
                    "server.StreamConsumerSource")
            .optional("name", TEXT, StreamConsumerSource::name, (draft, value) -> draft.name = value)
            .optional(
                    "deliver_subject",
                    TEXT,
                    StreamConsumerSource::deliverSubject,
                    (draft, value) -> draft.deliverSubject = value)
            .build();

    static final JsonType<StreamConsumerSource> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** What has been read so far. */
    static final class Draft {
        private String name = "";
        private String deliverSubject = "";

        private StreamConsumerSource finish() {
            return new StreamConsumerSource(name, deliverSubject);
        }
    }
}
