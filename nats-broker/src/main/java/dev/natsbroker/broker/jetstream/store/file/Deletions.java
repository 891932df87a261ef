package dev.natsbroker.broker.jetstream.store.file;

import java.util.Arrays;

/** Which entries of a segment are deleted or were never there: one bit each, allocated with the first. Owned by the stream's lane. */
final class Deletions {
    private static final long[] NO_BITS = {};

    private long[] bits = NO_BITS;
    private int count;

    boolean isSet(int entry) {
        int word = entry >>> 6;
        return word < bits.length && (bits[word] >>> entry & 1) != 0;
    }

    /** Sets a bit; returns whether it was clear. */
    boolean set(int entry) {
        int word = entry >>> 6;
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(word + 1, bits.length * 2));
        }
        if ((bits[word] >>> entry & 1) != 0) {
            return false;
        }
        bits[word] |= 1L << entry;
        count++;
        return true;
    }

    /** Sets all bits in between, {@code to} inclusive. */
    void set(int from, int to) {
        for (int i = from; i <= to; i++) {
            if ((i & 63) == 0 && to - i >= 63) {
                setWord(i >>> 6);
                i += 63;
            } else {
                set(i);
            }
        }
    }

    private void setWord(int word) {
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(word + 1, bits.length * 2));
        }
        count += Long.SIZE - Long.bitCount(bits[word]);
        bits[word] = -1L;
    }

    /** The first clear bit at or behind {@code from}; may lie behind the segment's last entry. */
    int nextClear(int from) {
        int word = from >>> 6;
        if (word >= bits.length) {
            return from;
        }
        long clear = ~bits[word] & -1L << from;
        while (clear == 0) {
            if (++word == bits.length) {
                return word << 6;
            }
            clear = ~bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(clear);
    }

    /** The first set bit at or behind {@code from} and before {@code end}, or {@code end}. */
    int nextSet(int from, int end) {
        for (int word = from >>> 6; word < bits.length; word++) {
            long set = bits[word] & (word == from >>> 6 ? -1L << from : -1L);
            if (set != 0) {
                return Math.min(end, (word << 6) + Long.numberOfTrailingZeros(set));
            }
        }
        return end;
    }

    /** The last clear bit at or before {@code upTo}, or -1. */
    int previousClear(int upTo) {
        for (int i = upTo; i >= 0; i--) {
            if (!isSet(i)) {
                return i;
            }
            if ((i & 63) == 63 && bits[i >>> 6] == -1L) {
                i -= 63;
            }
        }
        return -1;
    }

    /** How many bits are set. */
    int count() {
        return count;
    }

    /** How many bits are set below {@code end}. */
    int countBelow(int end) {
        int sum = 0;
        int words = Math.min(end >>> 6, bits.length);
        for (int i = 0; i < words; i++) {
            sum += Long.bitCount(bits[i]);
        }
        if ((end & 63) != 0 && end >>> 6 < bits.length) {
            sum += Long.bitCount(bits[end >>> 6] & (1L << end) - 1);
        }
        return sum;
    }

    Deletions copy() {
        Deletions copy = new Deletions();
        copy.bits = bits.clone();
        copy.count = count;
        return copy;
    }
}
