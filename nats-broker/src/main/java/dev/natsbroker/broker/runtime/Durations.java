package dev.natsbroker.broker.runtime;

/** Durations in the notation of NATS's logs and pages. */
public final class Durations {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private Durations() {}

    /** E.g. {@code 10s}, {@code 1m30s}, {@code 2h0m0s}, {@code 1.5ms}. */
    public static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 0) {
            return "-" + text(-nanos);
        }
        if (nanos < MICRO) {
            return nanos + "ns";
        }
        if (nanos < MILLI) {
            return decimal(nanos, MICRO) + "µs";
        }
        if (nanos < SECOND) {
            return decimal(nanos, MILLI) + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (nanos >= HOUR) {
            text.append(nanos / HOUR).append('h');
        }
        if (nanos >= MINUTE) {
            text.append(nanos % HOUR / MINUTE).append('m');
        }
        return text.append(decimal(nanos % MINUTE, SECOND)).append('s').toString();
    }

    /** E.g. {@code 1y2d3h4m5s}: the notation of {@code uptime} and {@code idle}. */
    public static String uptime(long nanos) {
        long seconds = nanos / SECOND;
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        long years = days / 365;
        StringBuilder text = new StringBuilder();
        if (years > 0) {
            text.append(years).append('y');
        }
        if (days > 0) {
            text.append(days % 365).append('d');
        }
        if (hours > 0) {
            text.append(hours % 24).append('h');
        }
        if (minutes > 0) {
            text.append(minutes % 60).append('m');
        }
        return text.append(seconds % 60).append('s').toString();
    }

    private static String decimal(long value, long unit) {
        long whole = value / unit;
        long rest = value % unit;
        if (rest == 0) {
            return Long.toString(whole);
        }
        StringBuilder digits = new StringBuilder(Long.toString(unit + rest).substring(1));
        while (digits.charAt(digits.length() - 1) == '0') {
            digits.setLength(digits.length() - 1);
        }
        return whole + "." + digits;
    }
}
