package dev.natsbroker.broker.jetstream.store;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one stream. Owned by the stream's lane, on which every method is called.
 *
 * <p>A store knows no limits and no policies: the stream decides what is appended and removed, the store does it. It logs each
 * change in its journal, if it has one, before it applies it. Contract for all implementations:
 *
 * <ul>
 *   <li>Sequences rise by one; {@link #lastSequence} never falls. {@link #firstSequence} is that of the oldest message; in a store
 *       that is empty it is one more than the last (0 for both when nothing was ever stored and no first sequence was given).
 *   <li>{@link #bytes} counts each message as {@link #sizeOf} says (spec: file = subject + payload + 30, and headers + 4 if there are
 *       any; memory = subject + headers + payload + 16).
 *   <li>A read of a message that turns out to be damaged reports it (see {@link #damage}) and answers as if it was deleted.
 * </ul>
 *
 * <p>Cost: append, read by sequence, last of a subject, count of a subject, removal: constant. {@link #nextMatching} with a literal
 * filter must not look at each message in between.
 */
public interface StreamStore extends AutoCloseable {
    /** The number of messages. */
    long messages();

    /** The accounted size of all messages. */
    long bytes();

    /** The oldest message's sequence, or last + 1 if there is none. */
    long firstSequence();

    /** The highest sequence that was ever given. */
    long lastSequence();

    /** The time of the oldest message, 0 if there is none. */
    long firstTimeNanos();

    /** The time of what was stored or skipped last, 0 if nothing ever was; no removal changes it. */
    long lastTimeNanos();

    /** The number of subjects with at least one message. */
    long subjectCount();

    /** The accounted size of a message. */
    long sizeOf(int subjectLength, int headersLength, int payloadLength);

    /**
     * Appends a message with sequence last + 1.
     *
     * @throws StoreFullException if the device is full; nothing has changed then
     */
    void append(NewMessage message);

    /**
     * Begins changes that belong together, up to {@link #endGroup}: after a crash either all of them are there or none. Groups do not
     * nest, and end within the same task of the lane.
     */
    default void beginGroup() {}

    /** Ends the group. What waits for one of its changes waits for the {@link #position} behind this call. */
    default void endGroup() {}

    /**
     * Advances the last sequence to {@code sequence} without storing: for messages that nobody wants, gaps of a mirror, and a first
     * sequence that the configuration gives. Nothing happens if the sequence is not behind the last.
     *
     * @param timeNanos becomes the last time, unless it is 0
     */
    void skipTo(long sequence, long timeNanos);

    /**
     * Removes one message.
     *
     * @param erase whether its bytes are overwritten as soon as possible
     * @return whether it was there
     */
    boolean remove(long sequence, boolean erase);

    /**
     * Removes the messages that match {@code filter} and have a sequence below {@code belowSequence}, all but the last
     * {@code keep} of them. With filter {@code ">"} and a {@code belowSequence} beyond last + 1, the store goes on at that sequence.
     *
     * @return how many were removed
     */
    long purge(byte[] filter, long belowSequence, long keep);

    /** Reads a message; returns whether it is there. */
    boolean read(long sequence, StoredMessage into);

    /** The first sequence at or behind {@code fromSequence} whose message matches {@code filter}, or 0 if there is none. */
    long nextMatching(SubjectFilter filter, long fromSequence);

    /** The last sequence at or before {@code upToSequence} whose message matches, or 0. */
    long lastMatching(SubjectFilter filter, long upToSequence);

    /** How many messages match at or behind {@code fromSequence}. */
    long countMatching(SubjectFilter filter, long fromSequence);

    /** The sequence of the oldest message of a literal subject, or 0. */
    long firstOf(byte[] subject, int offset, int length);

    /** The sequence of the last message of a literal subject, or 0. */
    long lastOf(byte[] subject, int offset, int length);

    /** How many messages a literal subject has. */
    long countOf(byte[] subject, int offset, int length);

    /** Shows each subject that matches, in no order. */
    void subjects(SubjectFilter filter, SubjectTotals totals);

    /** The first sequence whose message was stored at or after {@code timeNanos}; last + 1 if there is none. */
    long firstAtOrAfter(long timeNanos);

    /** Shows the deleted sequences between first and last, in rising order, as ranges (inclusive). */
    void deleted(RangeVisitor visitor);

    /** How many sequences between first and last are deleted. */
    default long deletedCount() {
        return messages() == 0 ? 0 : lastSequence() - firstSequence() + 1 - messages();
    }

    /** Who is told of removed messages. */
    void onRemoval(RemovalListener listener);

    /** The journal position behind the last change; 0 without a journal. */
    long position();

    /** What was found to be damaged, or null if nothing was. */
    @Nullable
    StoreDamage damage();

    /** Whether the store takes no writes at the moment because the device is full. */
    boolean isFull();

    /** The stream is about to be deleted: what happens to it until then, a crash may undo. */
    default void beginDelete() {}

    /** Whether the store takes no writes any more because one has failed. */
    default boolean hasFailed() {
        return false;
    }

    /** Deletes everything; the store is not used any more. */
    void delete();

    /** Lets go of files and memory; what was appended stays. */
    @Override
    void close();
}
