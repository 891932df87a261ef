package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.BOOL;
import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.GoJsonReader.Unknown;
import dev.natsbroker.broker.json.JsonFields;

/**
 * The body of a request to create or update a consumer. Immutable.
 *
 * @param stream name of the stream
 * @param config what is asked for, as it came
 * @param action what to do when it exists or not
 * @param pedantic whether to refuse what could be repaired
 */
public record CreateConsumerRequest(String stream, ConsumerConfig config, ConsumerAction action, boolean pedantic) {
    private static final JsonFields<CreateConsumerRequest, Draft> FIELDS = JsonFields.<CreateConsumerRequest, Draft>of(
                    "CreateConsumerRequest")
            .field("stream_name", TEXT, CreateConsumerRequest::stream, (draft, value) -> draft.stream = value)
            .field(
                    "config",
                    ConsumerConfigJson.TYPE,
                    CreateConsumerRequest::config,
                    (draft, value) -> draft.config = value)
            .field("action", ConsumerAction.JSON, CreateConsumerRequest::action, (draft, value) -> draft.action = value)
            .optional("pedantic", BOOL, CreateConsumerRequest::pedantic, (draft, value) -> draft.pedantic = value)
            .build();

    /**
     * Reads the body of a request.
     *
     * @throws JetStreamException with error 10025 when it cannot be read
     */
    public static CreateConsumerRequest read(byte[] json, Unknown unknown) {
        Draft draft = Requests.read(() -> GoJsonReader.read(json, unknown, FIELDS, new Draft()));
        return new CreateConsumerRequest(draft.stream, draft.config, draft.action, draft.pedantic);
    }

    private static final class Draft {
        private String stream = "";
        private ConsumerConfig config = ConsumerConfig.builder().build();
        private ConsumerAction action = ConsumerAction.CREATE_OR_UPDATE;
        private boolean pedantic;
    }
}
