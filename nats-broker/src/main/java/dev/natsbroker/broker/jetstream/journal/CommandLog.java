package dev.natsbroker.broker.jetstream.journal;

/**
 * The log that effects are written to before they are answered: the seam where a replicated log will stand beside the local
 * journal. Owned by one lane.
 *
 * <p>Life of an entry: {@link #append} gathers it → {@link #commit}, once per batch of the lane, or the end of the force that runs hands
 * everything gathered to the device → it is durable when the durable position has reached the position that {@code append} returned.
 */
public interface CommandLog {
    /**
     * Appends one effect of {@code asset}. Copies the bytes.
     *
     * @param asset the number of the stream that the effect belongs to
     * @param type what the asset's {@link JournaledAsset#replay} understands
     * @return the position behind the entry
     * @throws JournalFailedException if the log has failed before; nothing is appended then
     */
    long append(long asset, byte type, byte[] bytes, int offset, int length);

    /** The position behind the last entry. */
    long position();

    /** Up to where entries survive a loss of power (with a lazy sync interval: were written). */
    long durablePosition();

    /** Whether there is no room at the moment: what can be refused should be. */
    default boolean isFull() {
        return false;
    }

    /** What a log's owner stores beside it found no room: what can be let go of should be. */
    default void lackRoom() {}

    /** Whether it takes nothing more: every {@link #append} fails from now on. */
    default boolean hasFailed() {
        return false;
    }

    /** Has what was appended written and forced, at once or when the force that runs has ended. The lane calls it at the end of each batch. */
    void commit();
}
