package dev.natsbroker.broker.protocol;

import java.util.Arrays;

/** The arguments of one control line as ranges of the read buffer. Owned by the decoder; valid during one call. */
public final class Arguments {
    /** One more than any operation takes, so that too many are seen as too many. */
    private static final int COUNT_MAX = 5;

    private byte[] buffer = new byte[0];
    private final int[] starts = new int[COUNT_MAX];
    private final int[] ends = new int[COUNT_MAX];
    private int count;

    void reset(byte[] bytes) {
        buffer = bytes;
        count = 0;
    }

    void add(int start, int end) {
        if (count < COUNT_MAX) {
            starts[count] = start;
            ends[count] = end;
            count++;
        }
    }

    /** The bytes that the ranges point into. */
    public byte[] buffer() {
        return buffer;
    }

    /** How many arguments there are; at most one more than allowed is kept. */
    public int count() {
        return count;
    }

    /** Where argument {@code i} starts. */
    public int start(int i) {
        return starts[i];
    }

    /** The length of argument {@code i}. */
    public int length(int i) {
        return ends[i] - starts[i];
    }

    /** A copy of argument {@code i}. */
    public byte[] copy(int i) {
        return Arrays.copyOfRange(buffer, starts[i], ends[i]);
    }
}
