package dev.natsbroker.broker.jetstream.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * * *         | 2026-11-25T12:00:00.5Z | 2026-11-25T12:00:01Z
            0 * * * * *         | 2026-11-25T12:00:00Z   | 2026-11-25T12:01:00Z
            */15 * * * * *      | 2026-11-25T12:00:16Z   | 2026-11-25T12:00:30Z
            10/20 * * * * *     | 2026-11-25T12:00:31Z   | 2026-11-25T12:00:50Z
            0 30 9 * * mon-fri  | 2026-11-27T10:00:00Z   | 2026-11-30T09:30:00Z
            0 0 0 1 jan *       | 2026-11-25T12:00:00Z   | 2027-01-01T00:00:00Z
            0 0 0 29 2 ?        | 2026-11-25T12:00:00Z   | 2028-02-29T00:00:00Z
            0 0 0 13 * FRI      | 2026-11-25T12:00:00Z   | 2026-11-27T00:00:00Z
            59 59 23 31 12 *    | 2026-12-31T23:59:59Z   | 2027-12-31T23:59:59Z
            0 0,30 8-9 * * *    | 2026-11-25T08:30:00Z   | 2026-11-25T09:00:00Z
            """)
    void shouldFindNextTime(String pattern, Instant after, Instant expected) {
        CronExpression cron = requireNonNull(CronExpression.parse(pattern));

        assertThat(cron.next(after, ZoneOffset.UTC)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * * *",
                "* * * * * * *",
                "60 * * * * *",
                "* * 24 * * *",
                "* * * 0 * *",
                "* * * * 13 *",
                "* * * * * 7",
                "5-3 * * * * *",
                "1-2-3 * * * * *",
                "1/2/3 * * * * *",
                "*/0 * * * * *",
                "-1 * * * * *",
                "x * * * * *",
                "* * * * * moo"
            })
    void shouldRefuseWhatIsNoPattern(String pattern) {
        assertThat(CronExpression.parse(pattern)).isNull();
    }

    @Test
    void shouldNeverComeTrueOnImpossibleDay() {
        CronExpression cron = requireNonNull(CronExpression.parse("0 0 0 30 2 *"));

        assertThat(cron.next(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC))
                .isNull();
    }

    @Test
    void shouldSkipHourThatSummerTimeLeavesOut() {
        CronExpression cron = requireNonNull(CronExpression.parse("0 30 2 * * *"));
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(cron.next(Instant.parse("2026-03-28T12:00:00Z"), berlin))
                .isEqualTo(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void shouldCountHourTwiceWhenSummerTimeEnds() {
        CronExpression cron = requireNonNull(CronExpression.parse("0 30 2 * * *"));
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant first = Instant.parse("2026-10-25T00:30:00Z");

        assertThat(cron.next(Instant.parse("2026-10-24T12:00:00Z"), berlin)).isEqualTo(first);
        assertThat(cron.next(first, berlin)).isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));
    }
}
