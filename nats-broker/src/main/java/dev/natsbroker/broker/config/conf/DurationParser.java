package dev.natsbroker.broker.config.conf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;

/** Parses one duration such as {@code -1.5h} or {@code 1m30s}. */
final class DurationParser {
    private static final Map<String, BigDecimal> NANOS_BY_UNIT = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "μs", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));
    private static final BigInteger MAX_NANOS = BigInteger.valueOf(Long.MAX_VALUE);

    private final String text;
    private int at;

    DurationParser(String text) {
        this.text = text;
    }

    Duration parse() {
        boolean negative = text.startsWith("-");
        if (negative || text.startsWith("+")) {
            at++;
        }
        if (text.substring(at).equals("0")) {
            return Duration.ZERO;
        }
        if (at == text.length()) {
            throw invalid();
        }
        BigInteger nanos = BigInteger.ZERO;
        while (at < text.length()) {
            nanos = nanos.add(part());
        }
        BigInteger limit = negative ? MAX_NANOS.add(BigInteger.ONE) : MAX_NANOS;
        if (nanos.compareTo(limit) > 0) {
            throw invalid();
        }
        return Duration.ofNanos(negative ? nanos.negate().longValue() : nanos.longValue());
    }

    private BigInteger part() {
        int start = at;
        skipDigits();
        boolean digits = at > start;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int fraction = at;
            skipDigits();
            digits |= at > fraction;
        }
        if (!digits) {
            throw invalid();
        }
        String number = text.substring(start, at);
        int unitStart = at;
        while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
            at++;
        }
        String unit = text.substring(unitStart, at);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException("time: missing unit in duration " + GoFormat.quote(text));
        }
        BigDecimal nanos = NANOS_BY_UNIT.get(unit);
        if (nanos == null) {
            throw new IllegalArgumentException(
                    "time: unknown unit " + GoFormat.quote(unit) + " in duration " + GoFormat.quote(text));
        }
        String decimal = (number.startsWith(".") ? "0" : "") + number + (number.endsWith(".") ? "0" : "");
        return new BigDecimal(decimal)
                .multiply(nanos)
                .setScale(0, RoundingMode.DOWN)
                .toBigInteger();
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException invalid() {
        return new IllegalArgumentException("time: invalid duration " + GoFormat.quote(text));
    }
}
