package dev.natsbroker.broker.config.conf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Numbers and dates from their texts in a configuration file. */
final class Numbers {
    private static final String SUFFIXES = "kmgtpe";

    private Numbers() {}

    /** An integer with an optional size suffix; a product beyond 64 bits wraps around, as in nats-server. */
    static long integer(String text) {
        int digits = 0;
        while (digits < text.length() && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '-')) {
            digits++;
        }
        long number = parse(text, text.substring(0, digits));
        String suffix = text.substring(digits).toLowerCase(Locale.ROOT);
        if (suffix.isEmpty()) {
            return number;
        }
        int power = SUFFIXES.indexOf(suffix.charAt(0)) + 1;
        long base = switch (suffix.substring(1)) {
            case "" -> 1000;
            case "b", "i", "ib" -> 1024;
            default -> throw new ConfigException("expected integer, but got '" + text + "'");
        };
        for (int i = 0; i < power; i++) {
            number *= base;
        }
        return number;
    }

    private static long parse(String text, String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (!(c >= '0' && c <= '9') && !(i == 0 && c == '-')) {
                throw new ConfigException("expected integer, but got '" + text + "'");
            }
        }
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new ConfigException("integer '" + text + "' is out of the range");
        }
    }

    static double decimal(String text) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ConfigException("expected float, but got '" + text + "'");
        }
        if (Double.isInfinite(number)) {
            throw new ConfigException("float '" + text + "' is out of the range");
        }
        return number;
    }

    static Instant date(String text) {
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | NumberFormatException e) {
            throw new ConfigException("expected Zulu formatted DateTime, but got '" + text + "'");
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
