package dev.natsbroker.broker.jetstream.journal;

/**
 * How a journal works. Immutable.
 *
 * @param syncs how often the device was waited for
 * @param syncNanos how long in all, with the writes that were forced
 * @param longestSyncNanos the longest wait
 * @param waitingBytes bytes of entries that are not durable yet
 * @param overloaded whether checkpoints or the device do not keep up, or the disk is full
 * @param full whether the disk is full
 */
public record JournalFigures(
        long syncs, long syncNanos, long longestSyncNanos, long waitingBytes, boolean overloaded, boolean full) {
    /** Of a lane that has no journal. */
    public static final JournalFigures NONE = new JournalFigures(0, 0, 0, 0, false, false);

    /** Of two journals together. */
    public JournalFigures plus(JournalFigures other) {
        return new JournalFigures(
                syncs + other.syncs,
                syncNanos + other.syncNanos,
                Math.max(longestSyncNanos, other.longestSyncNanos),
                waitingBytes + other.waitingBytes,
                overloaded || other.overloaded,
                full || other.full);
    }
}
