package dev.natsbroker.broker.jetstream.consumer;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's {@code time.ParseDuration} reads them, e.g. {@code 700ms} or {@code 1m30s}. */
final class GoDuration {
    private static final Pattern WHOLE =
            Pattern.compile("[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+|[+-]?0");
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final int LENGTH_MAX = 64;
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /**
     * The nanoseconds that {@code text} stands for.
     *
     * @throws NumberFormatException if it is no duration or too long for 64 bits
     */
    static long parse(String text) {
        if (text.length() > LENGTH_MAX || !WHOLE.matcher(text).matches()) {
            throw new NumberFormatException("No duration: " + text);
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(UNITS.getOrDefault(part.group(2), 0L))));
        }
        BigDecimal signed = text.startsWith("-") ? sum.negate() : sum;
        if (signed.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new NumberFormatException("Too long: " + text);
        }
        return signed.longValue();
    }
}
