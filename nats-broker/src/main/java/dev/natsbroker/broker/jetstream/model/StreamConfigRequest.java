package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.GoJsonReader.Unknown;
import dev.natsbroker.broker.json.JsonFields;

/**
 * The body of a request to create or update a stream. Immutable.
 *
 * @param config what is asked for, as it came
 * @param pedantic whether to refuse what could be repaired
 */
public record StreamConfigRequest(StreamConfig config, boolean pedantic) {
    private static final JsonFields<StreamConfigRequest, Draft> FIELDS = JsonFields.<StreamConfigRequest, Draft>of(
                    "StreamConfigRequest")
            .include(StreamConfigJson.FIELDS, StreamConfigRequest::config, draft -> draft.config)
            .optional("pedantic", BOOL, StreamConfigRequest::pedantic, (draft, value) -> draft.pedantic = value)
            .build();

    /**
     * Reads the body of a request.
     *
     * @throws JetStreamException with error 10025 when it cannot be read
     */
    public static StreamConfigRequest read(byte[] json, Unknown unknown) {
        Draft draft = Requests.read(() -> GoJsonReader.read(json, unknown, FIELDS, new Draft()));
        return new StreamConfigRequest(draft.config.build(), draft.pedantic);
    }

    private static final class Draft {
        private final StreamConfigBuilder config = StreamConfig.builder();
        private boolean pedantic;
    }
}
