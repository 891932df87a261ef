package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import org.springframework.context.ApplicationEvent;

/** The broker of the application accepts clients. Published on the thread that starts it. */
public final class NatsBrokerStartedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    NatsBrokerStartedEvent(NatsBroker broker) {
        super(broker);
    }

    /** The broker. */
    public NatsBroker getBroker() {
        return (NatsBroker) getSource();
    }
}
