package dev.natsbroker.broker.message;

/** Takes messages for its subscriptions: a client connection, later a route, a gateway, a leaf node or a stream. */
public interface MessageSink {
    /**
     * Takes a copy of {@code message} for {@code subscription}. Called on the thread that owns {@code batch}; must not block.
     * A sink that takes its first message of a batch calls {@link DeliveryBatch#touch} to be flushed.
     *
     * @param head the bytes {@code "HMSG subject "} for the subject to deliver under
     * @return whether the message was taken; if not, another member of the queue group is asked
     */
    boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch);

    /** Whether it only looks on: it takes nothing, and nobody counts it as somebody who listens. */
    default boolean isObserver() {
        return false;
    }

    /** Hands on what was taken since the last flush of {@code batch}. Called on the thread that owns {@code batch}. */
    void flush(DeliveryBatch batch);
}
