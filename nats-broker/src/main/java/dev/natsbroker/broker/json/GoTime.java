package dev.natsbroker.broker.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Times in RFC 3339, with the texts of Go's parser for what is none. */
public final class GoTime {
    /** Go's zero time, 0001-01-01T00:00:00Z: "not set" wherever a time is always shown. */
    public static final Instant ZERO = LocalDate.of(1, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

    private static final String LAYOUT = "2006-01-02T15:04:05Z07:00";
    private static final int NANO_DIGITS = 9;
    private static final int HOUR_MAX = 23;
    private static final int SIXTY = 60;

    private final String text;
    private int at;

    private GoTime(String text) {
        this.text = text;
    }

    /**
     * The instant that the text names.
     *
     * @throws GoJsonException with Go's text
     */
    public static Instant parse(String text) {
        return new GoTime(text).parse();
    }

    private Instant parse() {
        int year = digits(4, "2006");
        expect('-');
        int month = digits(2, "01");
        inRange(month >= 1 && month <= 12, "month");
        expect('-');
        int day = digits(2, "02");
        expect('T');
        int hour = hour();
        inRange(hour <= HOUR_MAX, "hour");
        expect(':');
        int minute = digits(2, "04");
        inRange(minute < SIXTY, "minute");
        expect(':');
        int second = digits(2, "05");
        inRange(second < SIXTY, "second");
        int nano = fraction();
        int offsetSeconds = offset();
        if (at < text.length()) {
            throw new GoJsonException("parsing time " + quoted() + ": extra text: " + GoQuote.text(rest()));
        }
        return LocalTime.of(hour, minute, second, nano)
                .atDate(date(year, month, day))
                .toInstant(ZoneOffset.UTC)
                .minusSeconds(offsetSeconds);
    }

    /** Go takes an hour of one digit, too. */
    private int hour() {
        boolean isShort = at + 1 < text.length() && isDigit(text.charAt(at)) && text.charAt(at + 1) == ':';
        return digits(isShort ? 1 : 2, "15");
    }

    private LocalDate date(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            throw outOfRange("day");
        }
    }

    private int fraction() {
        boolean hasDigit = at + 1 < text.length() && isDigit(text.charAt(at + 1));
        if (!hasDigit || text.charAt(at) != '.' && text.charAt(at) != ',') {
            return 0;
        }
        int nano = 0;
        int count = 0;
        for (at++; at < text.length() && isDigit(text.charAt(at)); at++) {
            if (count++ < NANO_DIGITS) {
                nano = nano * 10 + text.charAt(at) - '0';
            }
        }
        for (; count < NANO_DIGITS; count++) {
            nano *= 10;
        }
        return nano;
    }

    private int offset() {
        if (at < text.length() && text.charAt(at) == 'Z') {
            at++;
            return 0;
        }
        int start = at;
        if (!text.substring(at).matches("(?s)[+-]\\d\\d:\\d\\d.*")) {
            throw cannotParse(start, "Z07:00");
        }
        int sign = text.charAt(at++) == '-' ? -1 : 1;
        int hours = digits(2, "Z07:00");
        at++;
        int minutes = digits(2, "Z07:00");
        inRange(hours <= HOUR_MAX + 1, "time zone offset hour");
        inRange(minutes <= SIXTY, "time zone offset minute");
        return sign * (hours * SIXTY + minutes) * SIXTY;
    }

    private int digits(int count, String element) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (at + i >= text.length() || !isDigit(text.charAt(at + i))) {
                throw cannotParse(at, element);
            }
            value = value * 10 + text.charAt(at + i) - '0';
        }
        at += count;
        return value;
    }

    private void expect(char separator) {
        if (at >= text.length() || text.charAt(at) != separator) {
            throw cannotParse(at, String.valueOf(separator));
        }
        at++;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void inRange(boolean isInRange, String what) {
        if (!isInRange) {
            throw outOfRange(what);
        }
    }

    private GoJsonException outOfRange(String what) {
        return new GoJsonException("parsing time " + quoted() + ": " + what + " out of range");
    }

    private GoJsonException cannotParse(int from, String element) {
        return new GoJsonException("parsing time " + quoted() + " as \"" + LAYOUT + "\": cannot parse "
                + GoQuote.text(text.substring(from)) + " as " + GoQuote.text(element));
    }

    private String quoted() {
        return GoQuote.text(text);
    }

    private String rest() {
        return text.substring(at);
    }
}
