package dev.natsbroker.broker.jetstream.store;

/** Numbers of 7 bits per byte, low bits first, the high bit set in all bytes but the last. */
final class Varints {
    /** The most bytes of a number. */
    static final int LENGTH_MAX = 10;

    private Varints() {}

    /** Writes {@code value}; returns the offset behind it. */
    static int put(long value, byte[] target, int offset) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    /** Reads one number after the other. */
    static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;

        Reader(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.at = offset;
            this.end = offset + length;
        }

        boolean hasMore() {
            return at < end;
        }

        int left() {
            return end - at;
        }

        int readByte() {
            if (at >= end) {
                throw new IllegalArgumentException("Ends in the middle of a record");
            }
            return bytes[at++] & 0xFF;
        }

        /** A number that is not negative. */
        long read() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int next = readByte();
                value |= (long) (next & 0x7F) << shift;
                if (next < 0x80) {
                    if (value < 0) {
                        break;
                    }
                    return value;
                }
            }
            throw new IllegalArgumentException("A number is too large at " + at);
        }

        /** Eight bytes, high byte first. */
        long readLong() {
            long value = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                value = value << 8 | readByte();
            }
            return value;
        }
    }
}
