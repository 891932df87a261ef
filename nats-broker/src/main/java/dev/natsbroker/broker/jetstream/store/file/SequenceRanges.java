package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.RangeVisitor;
import java.util.Arrays;

/**
 * Ranges of sequences, gathered and then written as a list: for each, in rising order, the distance of its start from the end of the
 * one before and its length less one, both as LEB128 varints. Owned by one thread.
 */
final class SequenceRanges {
    private static final int VARINT_MAX = 10;

    /** From and to of each range, in the order in which they came. */
    private long[] bounds = {};

    private int used;

    boolean isEmpty() {
        return used == 0;
    }

    /** The number of ranges. */
    int size() {
        return used / 2;
    }

    void clear() {
        used = 0;
        if (bounds.length > 1 << 12) {
            bounds = new long[0];
        }
    }

    void add(long from, long to) {
        if (used > 0 && bounds[used - 1] + 1 == from) {
            bounds[used - 1] = to;
            return;
        }
        if (used == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(8, used * 2));
        }
        bounds[used++] = from;
        bounds[used++] = to;
    }

    void forEach(RangeVisitor visitor) {
        for (int i = 0; i < used; i += 2) {
            visitor.range(bounds[i], bounds[i + 1]);
        }
    }

    /** Sorts the ranges and joins those that touch or overlap. */
    void normalize() {
        long[][] pairs = new long[used / 2][];
        boolean sorted = true;
        for (int i = 0; i < used; i += 2) {
            sorted &= i == 0 || bounds[i - 1] < bounds[i];
            pairs[i / 2] = new long[] {bounds[i], bounds[i + 1]};
        }
        if (sorted) {
            return;
        }
        Arrays.sort(pairs, (a, b) -> Long.compare(a[0], b[0]));
        used = 0;
        for (long[] pair : pairs) {
            if (used > 0 && pair[0] <= bounds[used - 1] + 1) {
                bounds[used - 1] = Math.max(bounds[used - 1], pair[1]);
            } else {
                bounds[used++] = pair[0];
                bounds[used++] = pair[1];
            }
        }
    }

    /** The most bytes that {@link #encode} writes. */
    int encodedMax() {
        return used * VARINT_MAX;
    }

    /** Writes the list, which has to be normalized; returns the position behind it. */
    int encode(byte[] target, int at) {
        long before = 0;
        int position = at;
        for (int i = 0; i < used; i += 2) {
            position = putVarint(target, position, bounds[i] - before);
            position = putVarint(target, position, bounds[i + 1] - bounds[i]);
            before = bounds[i + 1];
        }
        return position;
    }

    private static int putVarint(byte[] target, int at, long value) {
        long rest = value;
        int position = at;
        while ((rest & ~0x7FL) != 0) {
            target[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
        return position;
    }

    /** Adds the ranges of a written list; returns whether it was well-formed. */
    boolean addEncoded(byte[] bytes, int from, int end) {
        long before = 0;
        int position = from;
        while (position < end) {
            long[] value = new long[2];
            for (int part = 0; part < 2; part++) {
                int shift = 0;
                byte b;
                do {
                    if (position == end || shift > 63) {
                        return false;
                    }
                    b = bytes[position++];
                    value[part] |= (b & 0x7FL) << shift;
                    shift += 7;
                } while (b < 0);
            }
            long start = before + value[0];
            before = start + value[1];
            if (start < 0 || before < start) {
                return false;
            }
            add(start, before);
        }
        return true;
    }
}
