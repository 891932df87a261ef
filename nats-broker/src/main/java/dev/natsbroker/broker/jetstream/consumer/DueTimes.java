package dev.natsbroker.broker.jetstream.consumer;

import java.util.Arrays;

/** Sequences by the time when they are due: a heap in arrays. Owned by the lane. */
final class DueTimes {
    private long[] dues = new long[16];
    private long[] sequences = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long firstDue() {
        return dues[0];
    }

    long firstSequence() {
        return sequences[0];
    }

    void add(long due, long sequence) {
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
        }
        int at = size++;
        while (at > 0 && isBefore(due, sequence, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        dues[at] = due;
        sequences[at] = sequence;
    }

    void removeFirst() {
        size--;
        long due = dues[size];
        long sequence = sequences[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(dues[child + 1], sequences[child + 1], child)) {
                child++;
            }
            if (isBefore(due, sequence, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        dues[at] = due;
        sequences[at] = sequence;
    }

    void clear() {
        size = 0;
    }

    private boolean isBefore(long due, long sequence, int other) {
        return due < dues[other] || due == dues[other] && sequence < sequences[other];
    }

    private void move(int from, int to) {
        dues[to] = dues[from];
        sequences[to] = sequences[from];
    }
}
