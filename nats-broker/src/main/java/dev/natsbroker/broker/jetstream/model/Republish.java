package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/**
 * Publishes stored messages again.
 *
 * @param source which subjects; empty for all
 * @param destination where they go
 * @param headersOnly whether payloads are left out
 */
public record Republish(String source, String destination, boolean headersOnly) {
    static final JsonFields<Republish, Draft> FIELDS = JsonFields.<Republish, Draft>of("server.RePublish")
            .optional("src", TEXT, Republish::source, (draft, value) -> draft.source = value)
            .field("dest", TEXT, Republish::destination, (draft, value) -> draft.destination = value)
            .optional("headers_only", BOOL, Republish::headersOnly, (draft, value) -> draft.headersOnly = value)
            .build();

    static final JsonType<Republish> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** What has been read so far. */
    static final class Draft {
        private String source = "";
        private String destination = "";
        private boolean headersOnly;

        private Republish finish() {
            return new Republish(source, destination, headersOnly);
        }
    }
}
