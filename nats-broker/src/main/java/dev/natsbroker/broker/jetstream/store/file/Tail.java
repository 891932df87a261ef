package dev.natsbroker.broker.jetstream.store.file;

import java.util.Arrays;

/**
 * The records at the end of the newest segment that are not in its file yet, or not as a whole. Allocated when needed, released when idle.
 * Owned by the stream's lane.
 */
final class Tail {
    private static final byte[] NOTHING = {};

    private final int usual;

    /** Holds {@link #length} bytes that belong at {@link #offset} of the file. */
    byte[] buffer = NOTHING;

    int length;
    /** Where the first of its records begins in the file. */
    int offset;
    /** Where in the buffer the record begins that was appended last. */
    int last;
    /** The end in the file at which it is full. */
    private int spillAt;

    /**
     * A tail without records.
     *
     * @param usual how much is gathered before it is written, in bytes
     */
    Tail(int usual) {
        this.usual = usual;
    }

    /** Up to where the file goes with the tail. */
    int end() {
        return offset + length;
    }

    /**
     * Begins anew, without records.
     *
     * @param start where the next record begins in the file
     * @param written up to where the file is written; the tail is full at the next multiple of its usual size
     */
    void startAt(int start, int written) {
        offset = start;
        length = 0;
        last = 0;
        spillAt = written - written % usual + usual;
    }

    boolean isFull() {
        return end() >= spillAt;
    }

    /** Up to where a full tail is to be written: the last multiple of its size. */
    int spillEnd() {
        return end() / usual * usual;
    }

    /** Takes in a record that was put behind the others. */
    void appended(int recordLength) {
        last = length;
        length += recordLength;
    }

    /** Makes room for {@code more} bytes behind the present ones. */
    void ensure(long more) {
        long needed = length + more;
        if (needed <= buffer.length) {
            return;
        }
        if (needed > Integer.MAX_VALUE - usual) {
            throw new IllegalArgumentException("A record of " + more + " bytes is too large");
        }
        long roomy = needed <= usual ? Math.min(usual, Math.max(4096L, buffer.length * 4L)) : needed + usual / 8;
        buffer = Arrays.copyOf(buffer, (int) Math.max(needed, roomy));
    }

    void release() {
        buffer = NOTHING;
    }
}
