package dev.natsbroker.broker.jetstream.api.archive;

import java.util.Arrays;

/** Unpacks framed S2 or Snappy that comes in pieces. For one thread. */
final class S2Reader {
    private byte[] waiting = new byte[0];
    private int start;
    private int end;
    private boolean begun;

    /** Takes the next piece. */
    void add(byte[] bytes, int offset, int length) {
        if (waiting.length - end < length) {
            int used = end - start;
            waiting = Arrays.copyOf(Arrays.copyOfRange(waiting, start, end), Math.max(used + length, 2 * used));
            start = 0;
            end = used;
        }
        System.arraycopy(bytes, offset, waiting, end, length);
        end += length;
    }

    /**
     * The next unpacked bytes, or none if the pieces so far hold no further chunk.
     *
     * @throws ArchiveException if it is no S2, or damaged
     */
    byte[] next() {
        while (end - start >= S2Frame.HEADER_LENGTH) {
            int type = waiting[start] & 0xff;
            int length = little(start + 1, 3);
            int body = start + S2Frame.HEADER_LENGTH;
            check(type, length);
            if (end - body < length) {
                break;
            }
            start = body + length;
            if (type == S2Frame.STREAM_ID) {
                begin(body, length);
            } else if (type <= S2Frame.AS_IT_IS) {
                return data(type, body, length);
            }
        }
        return new byte[0];
    }

    /** Whether something is left of a chunk that never ended. */
    boolean isTorn() {
        return end > start;
    }

    private void check(int type, int length) {
        boolean isKnown = type <= S2Frame.AS_IT_IS || type >= S2Frame.FIRST_SKIPPABLE;
        boolean isFirst = type == S2Frame.STREAM_ID;
        if (!isKnown || !begun && !isFirst) {
            throw ArchiveException.corrupt();
        }
        int lengthMax = type <= S2Frame.AS_IT_IS ? 2 * S2Frame.BLOCK_MAX : 1 << 24;
        if (length > lengthMax || isFirst && length != S2Frame.S2_ID.length) {
            throw ArchiveException.corrupt();
        }
    }

    private void begin(int body, int length) {
        byte[] id = Arrays.copyOfRange(waiting, body, body + length);
        if (!Arrays.equals(id, S2Frame.S2_ID) && !Arrays.equals(id, S2Frame.SNAPPY_ID)) {
            throw ArchiveException.corrupt();
        }
        begun = true;
    }

    private byte[] data(int type, int body, int length) {
        if (length < S2Frame.CHECKSUM_LENGTH) {
            throw ArchiveException.corrupt();
        }
        int checksum = little(body, S2Frame.CHECKSUM_LENGTH);
        int from = body + S2Frame.CHECKSUM_LENGTH;
        byte[] unpacked = type == S2Frame.COMPRESSED
                ? S2Block.unpack(waiting, from, body + length)
                : Arrays.copyOfRange(waiting, from, body + length);
        if (unpacked.length > S2Frame.BLOCK_MAX || checksum != S2Frame.checksum(unpacked, 0, unpacked.length)) {
            throw ArchiveException.corrupt();
        }
        return unpacked;
    }

    private int little(int offset, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (waiting[offset + i] & 0xff) << (8 * i);
        }
        return value;
    }
}
