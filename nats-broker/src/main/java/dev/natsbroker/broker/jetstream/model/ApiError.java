package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.INT;
import static dev.natsbroker.broker.json.JsonType.TEXT;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * An error as clients see it.
 *
 * @param code the status, as HTTP numbers them
 * @param errCode what clients tell errors by
 * @param description the text
 */
public record ApiError(int code, int errCode, String description) implements JsonWritable {
    private static final JsonFields<ApiError, Void> FIELDS = JsonFields.<ApiError, Void>of("server.ApiError")
            .field("code", INT, error -> (long) error.code)
            .optional("err_code", INT, error -> (long) error.errCode)
            .optional("description", TEXT, ApiError::description)
            .build();

    /** For the fields of responses and infos. */
    public static final JsonType<ApiError> JSON = JsonType.object(FIELDS);

    /** Whether it is an instance of that entry of the catalogue. */
    public boolean is(JetStreamError error) {
        return errCode == error.errCode();
    }

    public JetStreamException toException() {
        return new JetStreamException(this);
    }

    /** The text as the reference shows it inside of other texts and in logs. */
    @Override
    public String toString() {
        return description + " (" + errCode + ')';
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
