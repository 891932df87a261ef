package dev.natsbroker.spring.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

/** What is known of a message that a listener handles; of the first one, for a batch. Tracing takes its context from the headers. */
public final class ProcessContext extends ReceiverContext<Message> {
    private final String connection;
    private final String listener;
    private final String template;
    private final Message message;

    /** The context of {@code message} in the listener with this id. */
    public ProcessContext(String connection, String listener, String template, Message message) {
        super(
                (carrier, key) -> {
                    Headers headers = carrier.getHeaders();
                    return headers == null ? null : headers.getLast(key);
                },
                Kind.CONSUMER);
        setCarrier(message);
        setRemoteServiceName("nats");
        this.connection = connection;
        this.listener = listener;
        this.template = template;
        this.message = message;
    }

    /** Name of the connection. */
    public String getConnection() {
        return connection;
    }

    /** Id of the listener. */
    public String getListener() {
        return listener;
    }

    /** The subject. */
    public String getSubject() {
        return message.getSubject();
    }

    /** The subject that the listener has subscribed to, wildcards included. */
    public String getTemplate() {
        return template;
    }
}
