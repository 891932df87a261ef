package dev.natsbroker.broker.jetstream.store;

/** Is told of messages that leave a store, whatever the reason. Called on the lane, within the call that removes. */
public interface RemovalListener {
    /**
     * One message has left. The subject's bytes are valid during the call only.
     *
     * @param sequence its stream sequence
     */
    void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength);

    /**
     * Many messages have left by a purge: everything that {@code filter} matched between the two sequences (inclusive), except
     * what had been gone before.
     *
     * @param filter the subjects that were purged; {@code ">"} for all
     */
    void purged(byte[] filter, long fromSequence, long toSequence);
}
