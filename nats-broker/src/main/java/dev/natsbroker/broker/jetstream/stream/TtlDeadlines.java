package dev.natsbroker.broker.jetstream.stream;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * When messages with a TTL of their own go: a heap of deadlines in two arrays, 16 bytes a message. Messages that have left otherwise
 * stay in it until their deadline, or until {@link #retain}. Owned by the lane.
 */
final class TtlDeadlines {
    private static final int FIRST_CAPACITY = 64;

    private long[] deadlines = new long[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** The earliest deadline, {@link Long#MAX_VALUE} if there is none. */
    long next() {
        return size == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    void add(long sequence, long deadline) {
        if (size == deadlines.length) {
            deadlines = Arrays.copyOf(deadlines, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (isBefore(parent, deadline, sequence)) {
                break;
            }
            deadlines[at] = deadlines[parent];
            sequences[at] = sequences[parent];
            at = parent;
        }
        deadlines[at] = deadline;
        sequences[at] = sequence;
    }

    private boolean isBefore(int at, long deadline, long sequence) {
        return deadlines[at] < deadline || deadlines[at] == deadline && sequences[at] < sequence;
    }

    /** Removes the earliest and returns its sequence; of equal deadlines the lower sequence comes first. */
    long poll() {
        long first = sequences[0];
        size--;
        place(0, deadlines[size], sequences[size]);
        if (size < deadlines.length / 4 && deadlines.length > FIRST_CAPACITY) {
            deadlines = Arrays.copyOf(deadlines, deadlines.length / 2);
            sequences = Arrays.copyOf(sequences, sequences.length / 2);
        }
        return first;
    }

    private void place(int start, long deadline, long sequence) {
        int at = start;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(child + 1, deadlines[child], sequences[child])) {
                child++;
            }
            if (!isBefore(child, deadline, sequence)) {
                break;
            }
            deadlines[at] = deadlines[child];
            sequences[at] = sequences[child];
            at = child;
        }
        deadlines[at] = deadline;
        sequences[at] = sequence;
    }

    /** Forgets the sequences that are not {@code wanted} any more. */
    void retain(LongPredicate wanted) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (wanted.test(sequences[i])) {
                deadlines[kept] = deadlines[i];
                sequences[kept++] = sequences[i];
            }
        }
        size = kept;
        for (int i = size / 2 - 1; i >= 0; i--) {
            place(i, deadlines[i], sequences[i]);
        }
    }

    void clear() {
        size = 0;
        deadlines = new long[FIRST_CAPACITY];
        sequences = new long[FIRST_CAPACITY];
    }
}
