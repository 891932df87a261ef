package dev.natsbroker.broker.message;

/** Numbers as ASCII digits, written and read in place. */
public final class Digits {
    /** The most bytes that a number takes, its sign included. */
    public static final int LENGTH_MAX = 20;

    private Digits() {}

    /** Writes {@code value} (not negative) at {@code offset}; returns the offset behind it. */
    public static int write(long value, byte[] target, int offset) {
        int end = offset + count(value);
        long rest = value;
        int at = end;
        while (rest >= 10) {
            long quotient = rest / 10;
            target[--at] = (byte) ('0' + (rest - quotient * 10));
            rest = quotient;
        }
        target[--at] = (byte) ('0' + rest);
        return end;
    }

    /** The number of digits of {@code value} (not negative). */
    public static int count(long value) {
        int digits = 1;
        long bound = 10;
        while (digits < 19 && value >= bound) {
            digits++;
            bound *= 10;
        }
        return digits;
    }

    /** The number that {@code length} digits spell, or -1 if they are none or too many. */
    public static long parse(byte[] source, int offset, int length) {
        if (length <= 0 || length > 19) {
            return -1;
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = source[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value < 0 ? -1 : value;
    }
}
