package dev.natsbroker.spring.listener.jetstream;

/** How messages come from a stream to a listener. */
public enum DeliveryMode {
    /** A durable consumer from which each instance pulls what it has room for. */
    PULL,

    /** A durable consumer that the server pushes from, to one of the instances; {@code max ack pending} limits the flow. */
    PUSH,

    /**
     * An ephemeral ordered consumer: each instance sees every message in order, without acknowledgement. It is made again
     * after the last message seen when the connection or the server was away.
     */
    ORDERED
}
