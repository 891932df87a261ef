package dev.natsbroker.broker.events;

import dev.natsbroker.broker.json.GoJson;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/**
 * A consumer was paused or goes on.
 *
 * @param stream its stream
 * @param consumer the consumer
 * @param paused whether it is paused now
 * @param until until when; Go's zero time if it goes on
 */
public record ConsumerPaused(String stream, String consumer, boolean paused, Instant until) implements Advisory {
    @Override
    public String subject() {
        return PREFIX + "CONSUMER.PAUSE." + stream + '.' + consumer;
    }

    @Override
    public String type() {
        return TYPE_PREFIX + "consumer_pause";
    }

    @Override
    public void writeFields(JsonGenerator json) {
        json.writeStringProperty("stream", stream);
        json.writeStringProperty("consumer", consumer);
        json.writeBooleanProperty("paused", paused);
        json.writeStringProperty("pause_until", GoJson.text(until));
    }
}
