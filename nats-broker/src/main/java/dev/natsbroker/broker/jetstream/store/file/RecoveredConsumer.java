package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;

/**
 * A consumer that was found when its stream was opened, as it was before.
 *
 * @param name its name
 * @param meta the bytes of its configuration
 * @param state its state, with all effects applied
 * @param store where its further effects go
 */
public record RecoveredConsumer(String name, byte[] meta, DurableState state, ConsumerStore store) {}
