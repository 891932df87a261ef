package dev.natsbroker.broker.events;

import tools.jackson.core.JsonGenerator;

/**
 * So many requests waited for the API that some were dropped.
 *
 * @param server the server
 * @param dropped how many
 */
public record ApiLimitReached(String server, long dropped) implements Advisory {
    @Override
    public String subject() {
        return PREFIX + "API.LIMIT_REACHED";
    }

    @Override
    public String type() {
        return TYPE_PREFIX + "api_limit_reached";
    }

    @Override
    public void writeFields(JsonGenerator json) {
        json.writeStringProperty("server", server);
        json.writeNumberProperty("dropped", dropped);
    }
}
