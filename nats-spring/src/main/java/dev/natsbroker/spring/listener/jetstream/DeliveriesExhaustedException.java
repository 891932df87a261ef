package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;

/** The cause of a dead letter that the server gave up on: its consumer's max deliver was reached without an acknowledgement. */
public class DeliveriesExhaustedException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message. */
    public DeliveriesExhaustedException(String message) {
        super(message);
    }
}
