package dev.natsbroker.spring.event;

import org.springframework.context.ApplicationEvent;

/**
 * A subscription of this application has more messages waiting than it may, so that the client library has begun to drop some.
 * Published on a thread of the client library, which listeners must not block.
 */
public final class NatsSlowConsumerEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final long dropped;

    /** An event of the connection called {@code name}. */
    public NatsSlowConsumerEvent(Object source, String name, long dropped) {
        super(source);
        this.name = name;
        this.dropped = dropped;
    }

    /** Name of the connection, e.g. {@code default}. */
    public String getName() {
        return name;
    }

    /** How many messages the subscription has dropped so far. */
    public long getDropped() {
        return dropped;
    }
}
