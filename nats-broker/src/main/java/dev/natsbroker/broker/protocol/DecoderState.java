package dev.natsbroker.broker.protocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a connection keeps between two reads: the start of an operation whose rest has not arrived. Empty while the client is
 * idle. Owned by the connection's event loop.
 */
public final class DecoderState {
    private static final int FIRST_CAPACITY = 512;
    private static final int GROWTH_MAX = 4 << 20;

    private byte @Nullable [] bytes;
    private int length;
    /** The length of the whole operation once its control line is known, otherwise 0. */
    private int frameLength;

    boolean isEmpty() {
        return bytes == null;
    }

    byte[] bytes() {
        byte[] held = bytes;
        return held == null ? new byte[0] : held;
    }

    int length() {
        return length;
    }

    int frameLength() {
        return frameLength;
    }

    void frameLength(int whole) {
        frameLength = whole;
    }

    void append(byte[] source, int from, int count) {
        byte[] target = bytes;
        int needed = length + count;
        if (target == null) {
            target = new byte[Math.max(needed, FIRST_CAPACITY)];
        } else if (needed > target.length) {
            target = Arrays.copyOf(target, grownCapacity(target.length, needed));
        }
        System.arraycopy(source, from, target, length, count);
        bytes = target;
        length = needed;
    }

    /** Doubles, but never beyond the operation's length: a client that only announces bytes gets no memory for them. */
    private int grownCapacity(int capacity, int needed) {
        int doubled = capacity + Math.min(Math.max(capacity, needed - capacity), GROWTH_MAX);
        int wanted = Math.max(needed, doubled);
        return frameLength > 0 ? Math.max(needed, Math.min(wanted, frameLength)) : wanted;
    }

    /** Keeps only the first {@code count} bytes. */
    void truncate(int count) {
        length = Math.min(length, count);
    }

    /** Forgets the kept bytes. */
    public void clear() {
        bytes = null;
        length = 0;
        frameLength = 0;
    }
}
