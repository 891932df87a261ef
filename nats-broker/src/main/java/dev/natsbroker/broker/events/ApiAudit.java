package dev.natsbroker.broker.events;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A request of the API was answered.
 *
 * @param server the server that answered
 * @param client who asked, or null if the server itself did
 * @param requestSubject the subject of the request
 * @param request its body
 * @param response the answer
 */
public record ApiAudit(
        String server, @Nullable ClientInfo client, String requestSubject, String request, String response)
        implements Advisory {
    /** Where audits go. */
    public static final String SUBJECT = PREFIX + "API";

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public String type() {
        return TYPE_PREFIX + "api_audit";
    }

    @Override
    public void writeFields(JsonGenerator json) {
        json.writeStringProperty("server", server);
        ClientInfo.writeField(json, client);
        json.writeStringProperty("subject", requestSubject);
        if (!request.isEmpty()) {
            json.writeStringProperty("request", request);
        }
        json.writeStringProperty("response", response);
    }
}
