package dev.natsbroker.broker.jetstream.stream;

/** The value of {@code Nats-TTL} (ADR-43): whole seconds, a Go duration of at least a second, or {@code never}. */
public final class MessageTtl {
    /** Never expires, not even by the stream's max age. */
    public static final long NEVER = -1;
    /** Has no TTL. */
    public static final long NONE = 0;
    /** Cannot be understood. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int NUMBER_LENGTH_MAX = 18;

    private MessageTtl() {}

    /** The TTL in seconds that the headers ask for, {@link #NONE}, {@link #NEVER} or {@link #INVALID}. */
    public static long of(PublishHeaders headers) {
        int length = headers.length(PublishHeader.TTL);
        return length == 0 ? NONE : parse(headers.bytes(), headers.start(PublishHeader.TTL), length);
    }

    /** The same for a value. */
    public static long parse(byte[] value, int offset, int length) {
        if (isNumber(value, offset, length)) {
            return number(value, offset, length);
        }
        if (isNever(value, offset, length)) {
            return NEVER;
        }
        double nanos = durationNanos(value, offset, length);
        return nanos >= SECOND_NANOS && nanos < Long.MAX_VALUE ? (long) nanos / SECOND_NANOS : INVALID;
    }

    private static boolean isNumber(byte[] value, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (value[offset + i] < '0' || value[offset + i] > '9') {
                return false;
            }
        }
        return length > 0;
    }

    /** A lone 0 is a duration for Go, and thus too short; other zeros are numbers, and mean none. */
    private static long number(byte[] value, int offset, int length) {
        if (length > NUMBER_LENGTH_MAX) {
            return INVALID;
        }
        long seconds = 0;
        for (int i = 0; i < length; i++) {
            seconds = seconds * 10 + value[offset + i] - '0';
        }
        return seconds == 0 && length == 1 ? INVALID : seconds;
    }

    private static boolean isNever(byte[] value, int offset, int length) {
        String never = "never";
        if (length != never.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((value[offset + i] | 0x20) != never.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Nanoseconds of a Go duration like {@code 1h30m} or {@code 1.5s}; NaN for what is none. */
    static double durationNanos(byte[] value, int offset, int length) {
        int end = offset + length;
        int at = offset;
        if (at < end && value[at] == '+') {
            at++;
        }
        double nanos = at == end ? Double.NaN : 0;
        while (at < end) {
            int number = at;
            while (at < end && (value[at] == '.' || value[at] >= '0' && value[at] <= '9')) {
                at++;
            }
            int unit = at;
            while (at < end && value[at] != '.' && (value[at] < '0' || value[at] > '9')) {
                at++;
            }
            nanos += amount(value, number, unit) * unitNanos(value, unit, at - unit);
        }
        return nanos;
    }

    private static double amount(byte[] value, int from, int to) {
        double amount = 0;
        double scale = 0;
        int digits = 0;
        for (int i = from; i < to; i++) {
            if (value[i] == '.') {
                if (scale != 0) {
                    return Double.NaN;
                }
                scale = 1;
            } else {
                amount = amount * 10 + value[i] - '0';
                scale *= 10;
                digits++;
            }
        }
        return digits == 0 ? Double.NaN : scale == 0 ? amount : amount / scale;
    }

    private static double unitNanos(byte[] value, int offset, int length) {
        String unit = new String(value, offset, length, java.nio.charset.StandardCharsets.UTF_8);
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> Double.NaN;
        };
    }

    /** When a message that was stored at {@code timeNanos} goes; the largest number for too far away. */
    static long deadline(long timeNanos, long seconds) {
        return seconds >= (Long.MAX_VALUE - timeNanos) / SECOND_NANOS
                ? Long.MAX_VALUE
                : timeNanos + seconds * SECOND_NANOS;
    }
}
