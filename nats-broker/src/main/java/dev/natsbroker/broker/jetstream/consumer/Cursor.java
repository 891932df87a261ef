package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.Arrays;

/**
 * Where a consumer looks for the next message that it has not delivered yet. With deliver policy last_per_subject a list of sequences
 * comes first. Owned by the lane.
 */
final class Cursor {
    private static final long[] NO_LIST = {};

    private final ConsumerContext context;
    private final StreamStore store;
    private long position = 1;
    private long[] list = NO_LIST;
    private int listAt;

    Cursor(ConsumerContext context) {
        this.context = context;
        this.store = context.store;
    }

    /** Nothing before this sequence is delivered for the first time. */
    long position() {
        return position;
    }

    /** Goes on at {@code sequence}; a list is forgotten. */
    void moveTo(long sequence) {
        position = sequence;
        list = NO_LIST;
        listAt = 0;
    }

    /** Delivers the sequences of {@code wanted}, rising, and goes on at {@code then}. */
    void moveTo(long[] wanted, long then) {
        list = wanted;
        listAt = 0;
        position = wanted.length > 0 ? wanted[0] : then;
        resume = then;
    }

    private long resume;

    boolean hasList() {
        return listAt < list.length;
    }

    /** The number of messages of the list that were not delivered yet. */
    int listed() {
        return list.length - listAt;
    }

    /** Where it goes on behind the list. */
    long resume() {
        return hasList() ? resume : position;
    }

    /** Whether {@code sequence}, which the filter matches, is still to be delivered for the first time. */
    boolean isAhead(long sequence) {
        if (!hasList()) {
            return sequence >= position;
        }
        return sequence >= resume || Arrays.binarySearch(list, listAt, list.length, sequence) >= 0;
    }

    /**
     * Shows the next message without passing it.
     *
     * @param upTo only messages up to this sequence
     * @return its sequence, or 0 if there is none
     */
    long peek(long upTo, StoredMessage into) {
        while (hasList()) {
            long listed = list[listAt];
            if (listed > upTo) {
                return 0;
            }
            position = listed;
            if (store.read(listed, into)) {
                return listed;
            }
            pass(listed);
        }
        SubjectFilter filter = context.filter();
        while (position <= upTo) {
            if (filter.isAll() && store.read(position, into)) {
                return position;
            }
            long next = store.nextMatching(filter, position);
            if (next == 0) {
                position = Math.max(position, store.lastSequence() + 1);
                return 0;
            }
            position = next;
            if (next > upTo) {
                return 0;
            }
            if (store.read(next, into)) {
                return next;
            }
            position = next + 1;
        }
        return 0;
    }

    /** Goes beyond {@code sequence}. */
    void pass(long sequence) {
        if (hasList()) {
            listAt++;
            position = hasList() ? list[listAt] : resume;
            if (!hasList()) {
                list = NO_LIST;
                listAt = 0;
            }
        } else {
            position = sequence + 1;
        }
    }

    /** A listed message has left the stream. */
    void forget(long sequence) {
        int at = hasList() ? Arrays.binarySearch(list, listAt, list.length, sequence) : -1;
        if (at >= 0) {
            System.arraycopy(list, listAt, list, listAt + 1, at - listAt);
            pass(sequence);
        }
    }

    /** Nothing before {@code first} is in the stream any more. */
    void raise(long first) {
        while (hasList() && list[listAt] < first) {
            pass(list[listAt]);
        }
        if (!hasList() && position < first) {
            position = first;
        }
    }
}
