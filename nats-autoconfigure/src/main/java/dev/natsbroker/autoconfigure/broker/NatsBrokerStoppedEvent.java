package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.NatsBroker;
import org.springframework.context.ApplicationEvent;

/** The broker of the application has been stopped. Published on the thread that stops it. */
public final class NatsBrokerStoppedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    NatsBrokerStoppedEvent(NatsBroker broker) {
        super(broker);
    }

    /** The broker. */
    public NatsBroker getBroker() {
        return (NatsBroker) getSource();
    }
}
