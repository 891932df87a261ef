package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring counts of a stream.
 *
 * @param consumers those that clients see
 * @param full whether the device has no room for more
 * @param failed whether a write has failed, so that the stream takes nothing more
 * @param damage what could not be read, or null
 */
record StreamFigures(
        long messages,
        long bytes,
        long firstSequence,
        long lastSequence,
        int consumers,
        boolean full,
        boolean failed,
        @Nullable StoreDamage damage) {
    /** Called on the stream's lane. */
    static StreamFigures of(StreamConsumers consumers) {
        StreamStore store = consumers.stream().store();
        return new StreamFigures(
                store.messages(),
                store.bytes(),
                store.firstSequence(),
                store.lastSequence(),
                consumers.count(),
                store.isFull(),
                store.hasFailed(),
                store.damage());
    }
}
