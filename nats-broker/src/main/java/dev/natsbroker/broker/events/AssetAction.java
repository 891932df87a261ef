package dev.natsbroker.broker.events;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A stream or consumer was made, changed or deleted.
 *
 * @param stream the stream
 * @param consumer the consumer, or null if it is about the stream
 * @param action what was done
 */
public record AssetAction(String stream, @Nullable String consumer, Action action) implements Advisory {
    /** What can be done. */
    public enum Action {
        CREATE("CREATED"),
        MODIFY("UPDATED"),
        DELETE("DELETED");

        private final String token;

        Action(String token) {
            this.token = token;
        }
    }

    /** About a stream. */
    public static AssetAction ofStream(String stream, Action action) {
        return new AssetAction(stream, null, action);
    }

    /** About a consumer. */
    public static AssetAction ofConsumer(String stream, String consumer, Action action) {
        return new AssetAction(stream, consumer, action);
    }

    @Override
    public String subject() {
        return consumer == null
                ? PREFIX + "STREAM." + action.token + '.' + stream
                : PREFIX + "CONSUMER." + action.token + '.' + stream + '.' + consumer;
    }

    @Override
    public String type() {
        return TYPE_PREFIX + (consumer == null ? "stream_action" : "consumer_action");
    }

    @Override
    public void writeFields(JsonGenerator json) {
        json.writeStringProperty("stream", stream);
        if (consumer != null) {
            json.writeStringProperty("consumer", consumer);
        }
        json.writeStringProperty("action", action.name().toLowerCase(Locale.ROOT));
    }
}
