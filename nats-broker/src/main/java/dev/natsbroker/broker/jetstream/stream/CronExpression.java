package dev.natsbroker.broker.jetstream.stream;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A time pattern of six fields: second, minute, hour, day of the month, month, day of the week. Each is a list of numbers, names
 * ({@code jan}, {@code mon}), ranges and steps such as {@code 1-5}, {@code *}{@code /15} or {@code 10/5}. If both kinds of day are
 * given, either of them is enough. Immutable.
 */
final class CronExpression {
    private static final int FIELDS = 6;

    /** A pattern that does not come true within so many years never does, e.g. the 30th of February. */
    private static final int YEARS_MAX = 5;

    private static final List<String> NONE = List.of();
    private static final List<String> MONTHS =
            List.of("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final Field second;
    private final Field minute;
    private final Field hour;
    private final Field dayOfMonth;
    private final Field month;
    private final Field dayOfWeek;

    private CronExpression(List<String> fields) {
        second = Field.parse(fields.get(0), 0, 59, NONE);
        minute = Field.parse(fields.get(1), 0, 59, NONE);
        hour = Field.parse(fields.get(2), 0, 23, NONE);
        dayOfMonth = Field.parse(fields.get(3), 1, 31, NONE);
        month = Field.parse(fields.get(4), 1, 12, MONTHS);
        dayOfWeek = Field.parse(fields.get(5), 0, 6, DAYS);
    }

    /** The expression that the text spells, or null if it is none. */
    static @Nullable CronExpression parse(String text) {
        StringTokenizer tokens = new StringTokenizer(text, " \t\n\u000B\f\r");
        if (tokens.countTokens() != FIELDS) {
            return null;
        }
        List<String> fields =
                java.util.Collections.list(tokens).stream().map(String::valueOf).toList();
        try {
            return new CronExpression(fields);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The first whole second behind {@code after} that the expression stands for in {@code zone}, or null if there is none. */
    @Nullable
    Instant next(Instant after, ZoneId zone) {
        ZonedDateTime at = after.atZone(zone).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        int lastYear = at.getYear() + YEARS_MAX;
        while (at.getYear() <= lastYear) {
            if (!month.has(at.getMonthValue())) {
                at = at.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
            } else if (!isDay(at)) {
                at = at.toLocalDate().plusDays(1).atStartOfDay(zone);
            } else if (!hour.has(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minute.has(at.getMinute())) {
                at = at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            } else if (!second.has(at.getSecond())) {
                at = at.plusSeconds(1);
            } else {
                return at.toInstant();
            }
        }
        return null;
    }

    private boolean isDay(ZonedDateTime at) {
        boolean byMonth = dayOfMonth.has(at.getDayOfMonth());
        boolean byWeek = dayOfWeek.has(at.getDayOfWeek().getValue() % 7);
        return dayOfMonth.any || dayOfWeek.any ? byMonth && byWeek : byMonth || byWeek;
    }

    /** The values of one field, as bits. */
    private record Field(long values, boolean any) {
        boolean has(int value) {
            return (values >>> value & 1) != 0;
        }

        static Field parse(String text, int min, int max, List<String> names) {
            long values = 0;
            boolean any = false;
            for (String part : text.split(",", -1)) {
                if (!part.isEmpty()) {
                    Part parsed = Part.parse(part, min, max, names);
                    values |= parsed.values();
                    any |= parsed.isAny();
                }
            }
            return new Field(values, any);
        }
    }

    /** One element of the list in a field. */
    private record Part(int from, int to, int step, boolean star) {
        static Part parse(String text, int min, int max, List<String> names) {
            String[] rangeAndStep = text.split("/", -1);
            String[] range = rangeAndStep[0].split("-", -1);
            if (rangeAndStep.length > 2 || range.length > 2) {
                throw new NumberFormatException(text);
            }
            boolean star = range[0].equals("*") || range[0].equals("?");
            int from = star ? min : number(range[0], names);
            int to = from;
            if (star || range.length == 1 && rangeAndStep.length == 2) {
                to = max;
            } else if (range.length == 2) {
                to = number(range[1], names);
            }
            int step = rangeAndStep.length == 2 ? number(rangeAndStep[1], NONE) : 1;
            if (from < min || to > max || from > to || step == 0) {
                throw new NumberFormatException(text);
            }
            return new Part(from, to, step, star);
        }

        private static int number(String text, List<String> names) {
            int named = text.isEmpty() ? -1 : names.indexOf(text.toLowerCase(Locale.ROOT));
            int value = named >= 0 ? named : Integer.parseInt(text);
            if (value < 0) {
                throw new NumberFormatException(text);
            }
            return value;
        }

        long values() {
            long bits = 0;
            for (long value = from; value <= to; value += step) {
                bits |= 1L << value;
            }
            return bits;
        }

        boolean isAny() {
            return star && step == 1;
        }
    }
}
