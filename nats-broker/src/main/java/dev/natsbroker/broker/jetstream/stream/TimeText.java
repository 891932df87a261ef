package dev.natsbroker.broker.jetstream.stream;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes times as RFC 3339 in UTC with as many digits of a second as they need, without allocating: the date of the last day is kept.
 * Owned by one thread.
 */
public final class TimeText {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long DAY_SECONDS = 86_400;
    private static final int DATE_LENGTH = 10;

    private final byte[] bytes = new byte[40];
    private long day = Long.MIN_VALUE;
    private int length;

    /** Formats nanoseconds since 1970; the text is in {@link #bytes} up to {@link #length}. */
    public TimeText format(long epochNanos) {
        long seconds = Math.floorDiv(epochNanos, SECOND_NANOS);
        int nanos = (int) Math.floorMod(epochNanos, SECOND_NANOS);
        long dayNow = Math.floorDiv(seconds, DAY_SECONDS);
        if (dayNow != day) {
            day = dayNow;
            byte[] date = LocalDate.ofEpochDay(dayNow).toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(date, 0, bytes, 0, DATE_LENGTH);
        }
        int ofDay = (int) Math.floorMod(seconds, DAY_SECONDS);
        bytes[DATE_LENGTH] = 'T';
        two(DATE_LENGTH + 1, ofDay / 3600);
        bytes[DATE_LENGTH + 3] = ':';
        two(DATE_LENGTH + 4, ofDay / 60 % 60);
        bytes[DATE_LENGTH + 6] = ':';
        two(DATE_LENGTH + 7, ofDay % 60);
        int end = fraction(DATE_LENGTH + 9, nanos);
        bytes[end] = 'Z';
        length = end + 1;
        return this;
    }

    private void two(int at, int value) {
        bytes[at] = (byte) ('0' + value / 10);
        bytes[at + 1] = (byte) ('0' + value % 10);
    }

    private int fraction(int at, int nanos) {
        if (nanos == 0) {
            return at;
        }
        bytes[at] = '.';
        int rest = nanos;
        for (int i = at + 9; i > at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        int end = at + 10;
        while (bytes[end - 1] == '0') {
            end--;
        }
        return end;
    }

    /** The text's bytes. */
    public byte[] bytes() {
        return bytes;
    }

    /** The length of the text. */
    public int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
