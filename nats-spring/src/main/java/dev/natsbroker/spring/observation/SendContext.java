package dev.natsbroker.spring.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.nats.client.impl.Headers;

/** What is known of a message that is sent. Tracing puts its context into the headers. */
public final class SendContext extends SenderContext<Headers> {
    private final NatsObservation observation;
    private final String connection;
    private final String subject;
    private final String template;

    /** The context of a message with these {@code headers}, which tracing adds to. */
    public SendContext(
            NatsObservation observation, String connection, String subject, String template, Headers headers) {
        super(
                (carrier, key, value) -> {
                    if (carrier != null) {
                        carrier.put(key, value);
                    }
                },
                observation == NatsObservation.REQUEST ? Kind.CLIENT : Kind.PRODUCER);
        setCarrier(headers);
        setRemoteServiceName("nats");
        this.observation = observation;
        this.connection = connection;
        this.subject = subject;
        this.template = template;
    }

    /** Publish or request. */
    public NatsObservation getObservationKind() {
        return observation;
    }

    /** Name of the connection. */
    public String getConnection() {
        return connection;
    }

    /** The subject. */
    public String getSubject() {
        return subject;
    }

    /** The pattern behind the subject; see {@link NatsObservation.LowCardinalityKey#DESTINATION_TEMPLATE}. */
    public String getTemplate() {
        return template;
    }
}
