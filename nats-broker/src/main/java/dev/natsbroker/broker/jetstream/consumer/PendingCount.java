package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;

/**
 * How many messages match and were not delivered yet ({@code num_pending}). Kept up to date by what happens, instead of being counted
 * for each message. Owned by the lane.
 */
final class PendingCount {
    private final ConsumerContext context;
    private final StreamStore store;
    private long count;
    /** Messages up to this sequence are in the count. */
    private long countedTo;

    PendingCount(ConsumerContext context) {
        this.context = context;
        this.store = context.store;
    }

    /** Counts anew: the filter or the position is another one, or many messages have gone. */
    void recount() {
        Cursor cursor = context.cursor;
        long from = cursor.resume();
        countedTo = store.lastSequence();
        count = cursor.listed() + (from > countedTo ? 0 : store.countMatching(context.filter(), from));
    }

    /** The number of messages now. */
    long value() {
        long last = store.lastSequence();
        if (last > countedTo) {
            count += matchesBetween(Math.max(countedTo + 1, context.cursor.resume()), last);
            countedTo = last;
        }
        return count;
    }

    private long matchesBetween(long from, long to) {
        SubjectFilter filter = context.filter();
        if (from > to) {
            return 0;
        }
        if (filter.isAll() && store.firstSequence() <= from && store.deletedCount() == 0) {
            return to - from + 1;
        }
        long matches = 0;
        for (long next = store.nextMatching(filter, from); next > 0 && next <= to; ) {
            matches++;
            next = store.nextMatching(filter, next + 1);
        }
        return matches;
    }

    /** A message was delivered for the first time. */
    void delivered() {
        if (count > 0) {
            count--;
        }
    }

    /** A message, which the filter matches, is about to leave or has left the stream. */
    void removed(long sequence) {
        if (sequence <= countedTo && context.cursor.isAhead(sequence) && count > 0) {
            count--;
        }
    }
}
