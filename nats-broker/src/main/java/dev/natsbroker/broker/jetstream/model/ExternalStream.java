package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;

/**
 * How to reach a stream of another account or domain.
 *
 * @param apiPrefix stands for {@code $JS.API} in requests
 * @param deliverPrefix prefix of the subjects to which it delivers
 */
public record ExternalStream(String apiPrefix, String deliverPrefix) {
    static final JsonFields<ExternalStream, Draft> FIELDS = JsonFields.<ExternalStream, Draft>of(
                    "server.ExternalStream")
            .field("api", TEXT, ExternalStream::apiPrefix, (draft, value) -> draft.apiPrefix = value)
            .field("deliver", TEXT, ExternalStream::deliverPrefix, (draft, value) -> draft.deliverPrefix = value)
            .build();

    static final JsonType<ExternalStream> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    /** What has been read so far. */
    static final class Draft {
        private String apiPrefix = "";
        private String deliverPrefix = "";

        private ExternalStream finish() {
            return new ExternalStream(apiPrefix, deliverPrefix);
        }
    }
}
