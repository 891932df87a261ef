package dev.natsbroker.broker.config.conf;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Values as nats-server writes them in its texts, and durations as it reads them. */
public final class GoFormat {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private GoFormat() {}

    /** A text in double quotes, with escapes for what is not printable. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> appendQuoted(quoted, c));
        return quoted.append('"').toString();
    }

    private static void appendQuoted(StringBuilder quoted, int c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 0x07 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 0x0B -> quoted.append("\\v");
            default -> {
                if (isPrintable(c)) {
                    quoted.appendCodePoint(c);
                } else if (c < 0x80) {
                    quoted.append(String.format(Locale.ROOT, "\\x%02x", c));
                } else if (c < 0x10000) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
                } else {
                    quoted.append(String.format(Locale.ROOT, "\\U%08x", c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** A value as part of a text; of a map or an array, which may hold secrets, only the type. */
    public static String text(ConfigValue value) {
        if (value.data() instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e21
                    ? plain(BigDecimal.valueOf(number))
                    : jsonNumber(number);
        }
        boolean container = value.mapOrNull() != null || value.arrayOrNull() != null;
        return container ? value.typeName() : String.valueOf(value.data());
    }

    /** A duration such as {@code 2m0s}, {@code 1.5s} or {@code 50ms}. */
    public static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            long nanos = duration.toNanos();
            if (nanos < 1_000) {
                return nanos + "ns";
            }
            return nanos < 1_000_000
                    ? plain(BigDecimal.valueOf(nanos, 3)) + "µs"
                    : plain(BigDecimal.valueOf(nanos, 6)) + "ms";
        }
        long hours = duration.toHours();
        long minutes = duration.toMinutesPart();
        long secondNanos = duration.toSecondsPart() * NANOS_PER_SECOND + duration.toNanosPart();
        String seconds = plain(BigDecimal.valueOf(secondNanos, 9)) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    /** A number of bytes with two decimals of the largest unit that fits, such as {@code 1.86 GB}, by powers of 1024. */
    public static String bytes(long bytes) {
        if (bytes < 1_024) {
            return bytes + " B";
        }
        int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
        double inUnits = bytes / (double) (1L << (unit * 10));
        return String.format(Locale.ROOT, "%.2f %cB", inUnits, "KMGTPE".charAt(unit - 1));
    }

    /** Seconds of a duration without needless digits, such as {@code 2} or {@code 0.5}. */
    public static String seconds(Duration duration) {
        return plain(BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9)));
    }

    /**
     * Parses a duration: decimal numbers with the units ns, us, ms, s, m and h, such as {@code 1m30s}.
     *
     * @throws IllegalArgumentException with the reason if it is none
     */
    public static Duration parseDuration(String text) {
        return new DurationParser(text).parse();
    }

    /** A number in JSON. */
    static String jsonNumber(double number) {
        if (number == 0) {
            return Double.compare(number, -0.0) == 0 ? "-0" : "0";
        }
        BigDecimal shortest = shortest(number);
        double size = Math.abs(number);
        if (size >= 1e-6 && size < 1e21) {
            return plain(shortest);
        }
        BigDecimal stripped = shortest.stripTrailingZeros();
        String digits = stripped.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - stripped.scale();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (number < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }

    /** The fewest digits that read back as the same number; {@link Double#toString(double)} has more on older JDKs. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded;
            }
        }
        return exact.round(new MathContext(17));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
