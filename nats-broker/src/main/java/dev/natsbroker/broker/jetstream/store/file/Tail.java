package dev.natsbroker.broker.jetstream.store.file;

import java.util.Arrays;

/**
 * The end of the newest segment that is not in its file yet. Allocated when needed, released when idle. Owned by the stream's lane.
 */
final class Tail {
    private static final byte[] NOTHING = {};

    /** Holds {@link #length} bytes that belong at {@link #offset} of the file. */
    byte[] buffer = NOTHING;

    int length;
    /** How long the file will be without the tail. */
    int offset;

    /** Makes room for {@code more} bytes behind the present ones. */
    void ensure(long more, int usual) {
        long needed = length + more;
        if (needed > buffer.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalArgumentException("A record of " + more + " bytes is too large");
            }
            buffer =
                    Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(usual, Math.max(4096L, buffer.length * 4L))));
        }
    }

    void release() {
        buffer = NOTHING;
    }
}
