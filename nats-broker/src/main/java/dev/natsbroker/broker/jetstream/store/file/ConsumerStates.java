package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.DurableState;

/** Makes the empty state of a consumer that is found when a stream is opened, from the bytes of its configuration. */
@FunctionalInterface
public interface ConsumerStates {
    /** The state before anything was delivered; snapshot and effects are applied to it then. */
    DurableState newState(String name, byte[] meta);
}
