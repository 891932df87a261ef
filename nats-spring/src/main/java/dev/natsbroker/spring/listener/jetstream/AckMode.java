package dev.natsbroker.spring.listener.jetstream;

/** Who acknowledges a message, and when. */
public enum AckMode {
    /** The container, after the handler has returned; does not wait for the server. */
    AUTO,

    /**
     * The container, after the handler has returned, and it waits until the server has confirmed (double ack): the message is
     * not delivered again even if the connection breaks at that moment. One round trip for each message.
     */
    CONFIRMED,

    /**
     * The container, for several messages together: after the handler of a batch has returned, or for single messages when
     * none is waiting or a batch is full. Each message is acknowledged for itself, because "ack all" would also acknowledge
     * those that wait for a retry.
     */
    BATCH,

    /** The handler, by its {@link Ack} argument. What it leaves open is delivered again after the ack wait. */
    MANUAL,

    /** Nobody: the consumer's ack policy is none, so each message is delivered at most once and there are no retries. */
    NONE
}
