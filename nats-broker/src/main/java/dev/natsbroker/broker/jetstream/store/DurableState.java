package dev.natsbroker.broker.jetstream.store;

/**
 * State that is kept as a snapshot and the effects that came after it, such as a consumer's. Owned by the lane; applying the same
 * effects to the same snapshot always gives the same state.
 */
public interface DurableState {
    /** The whole state in bytes, in a form that names its version. */
    byte[] snapshot();

    /**
     * Logs what has happened since the last call, if anything did: a snapshot holds it already.
     *
     * @return whether there was anything
     */
    default boolean log(ConsumerStore store) {
        return false;
    }

    /**
     * Takes over a snapshot.
     *
     * @throws IllegalArgumentException if the bytes are none of a known version; the state is unchanged then
     */
    void restore(byte[] snapshot);

    /**
     * Applies one effect.
     *
     * @throws IllegalArgumentException if the bytes are no effect
     */
    void apply(byte[] effect, int offset, int length);
}
