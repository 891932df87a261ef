package dev.natsbroker.broker.jetstream.consumer;

/** Who decides about the life of consumers: the registry. */
@FunctionalInterface
public interface ConsumerLifecycle {
    /** {@code consumer} has not been used for its inactive threshold: it is to be deleted. Called on the lane. */
    void inactive(Consumer consumer);
}
