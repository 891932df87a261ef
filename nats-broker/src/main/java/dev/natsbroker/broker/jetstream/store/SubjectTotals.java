package dev.natsbroker.broker.jetstream.store;

/** Takes what a store knows of each subject. */
@FunctionalInterface
public interface SubjectTotals {
    /**
     * One subject with at least one message.
     *
     * @param subject holds the subject; valid during the call only
     * @param count how many messages it has
     * @param first the sequence of the first
     * @param last the sequence of the last
     * @return whether to go on
     */
    boolean subject(byte[] subject, int offset, int length, long count, long first, long last);
}
