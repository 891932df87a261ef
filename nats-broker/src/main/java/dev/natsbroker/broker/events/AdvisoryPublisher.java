package dev.natsbroker.broker.events;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonWritable;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.runtime.BrokerClock;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Publishes advisories of one account, if anybody listens. Owned by the thread of its publisher.
 */
public final class AdvisoryPublisher {
    private static final byte[] NO_HEADERS = {};

    private final Publisher publisher;
    private final OutboundMessage outbound;
    private final BrokerClock clock;
    private final Supplier<String> ids;
    private final @Nullable String domain;

    /**
     * Advisories that leave by {@code publisher}.
     *
     * @param ids makes unique ids
     * @param domain is told with each if there is one
     */
    public AdvisoryPublisher(
            Publisher publisher,
            OutboundMessage outbound,
            BrokerClock clock,
            Supplier<String> ids,
            @Nullable String domain) {
        this.publisher = publisher;
        this.outbound = outbound;
        this.clock = clock;
        this.ids = ids;
        this.domain = domain;
    }

    /** Whether anybody listens to {@code subject}; to be asked before a costly advisory is made. */
    public boolean isWanted(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        return publisher.hasInterest(bytes, 0, bytes.length);
    }

    /** Publishes {@code advisory}. */
    public void publish(Advisory advisory) {
        byte[] subject = advisory.subject().getBytes(StandardCharsets.UTF_8);
        if (publisher.hasInterest(subject, 0, subject.length)) {
            outbound.to(subject).body(NO_HEADERS, GoJson.compact((JsonWritable) json -> write(json, advisory)));
            publisher.publish(outbound);
        }
    }

    private void write(JsonGenerator json, Advisory advisory) {
        json.writeStartObject();
        json.writeStringProperty("type", advisory.type());
        json.writeStringProperty("id", ids.get());
        json.writeStringProperty("timestamp", GoJson.text(clock.now()));
        advisory.writeFields(json);
        if (domain != null) {
            json.writeStringProperty("domain", domain);
        }
        json.writeEndObject();
    }
}
