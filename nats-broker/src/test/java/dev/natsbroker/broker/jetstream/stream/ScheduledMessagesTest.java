package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as nats-server 2.15.1 gives them. The clock starts at 2026-11-25T12:00:00Z. */
class ScheduledMessagesTest {
    private static final String TARGET = "Nats-Schedule-Target: s.target";

    private StreamFixture fixture = new StreamFixture(
            builder -> builder.allowMsgSchedules(true).allowMsgTtl(true).allowRollup(true));

    @AfterEach
    void close() {
        fixture.close();
    }

    private String schedule(String pattern, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "Nats-Schedule: " + pattern;
        headers[1] = TARGET;
        System.arraycopy(more, 0, headers, 2, more.length);
        return fixture.publish("s.plan", "body", headers);
    }

    private static String error(int errCode, String description) {
        return "{\"error\":{\"code\":400,\"err_code\":" + errCode + ",\"description\":\"" + description
                + "\"},\"stream\":\"S\",\"seq\":0}";
    }

    private String lastOf(String subject) {
        return fixture.lane().ask(() -> {
            long sequence = fixture.store().lastOf(subject.getBytes(), 0, subject.length());
            return sequence == 0 ? "none" : fixture.headers(sequence);
        });
    }

    @Test
    void shouldKeepOneScheduleForSubject() {
        schedule("@hourly");
        schedule("@daily");

        assertThat(fixture.store().messages()).isEqualTo(1);
        assertThat(fixture.headers(2))
                .isEqualTo("NATS/1.0\r\nNats-Schedule: @daily\r\n" + TARGET + "\r\nNats-Rollup: sub\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@at x", "@every 999ms", "@every x", "@nope", "0 0 0 30 2 *", "* * * * *", "@at "})
    void shouldRefusePatternThatIsNone(String pattern) {
        assertThat(schedule(pattern)).isEqualTo(error(10189, "message schedules pattern is invalid"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Nats-Schedule-Source: s.target     | 10203 | message schedules source is invalid
            Nats-Schedule-Source: s.plan       | 10203 | message schedules source is invalid
            Nats-Schedule-Source: other        | 10203 | message schedules source is invalid
            Nats-Schedule-TTL: x               | 10191 | message schedules invalid per-message TTL
            Nats-Schedule-Rollup: all          | 10192 | message schedules invalid rollup
            Nats-Rollup: all                   | 10192 | message schedules invalid rollup
            Nats-Schedule-Time-Zone: X/Y       | 10223 | message schedules time zone is invalid
            Nats-Schedule-Time-Zone: +02:00    | 10223 | message schedules time zone is invalid
            """)
    void shouldRefuseWrongOption(String header, int errCode, String description) {
        assertThat(schedule("@hourly", header)).isEqualTo(error(errCode, description));
    }

    @Test
    void shouldRefuseWrongTarget() {
        String wrong = error(10190, "message schedules target is invalid");
        String pattern = "Nats-Schedule: @hourly";

        assertThat(fixture.publish("s.plan", "", pattern)).isEqualTo(wrong);
        assertThat(fixture.publish("s.target", "", pattern, TARGET)).isEqualTo(wrong);
        assertThat(fixture.publish("s.plan", "", pattern, "Nats-Schedule-Target: x"))
                .isEqualTo(wrong);
        assertThat(fixture.publish("s.plan", "", pattern, "Nats-Schedule-Target: s.*"))
                .isEqualTo(wrong);
    }

    @Test
    void shouldTakeTimeZoneForPatternsOnly() {
        String zone = "Nats-Schedule-Time-Zone: Europe/Berlin";

        assertThat(schedule("@every 1s", zone)).isEqualTo(error(10189, "message schedules pattern is invalid"));
        assertThat(schedule("0 0 9 * * *", zone)).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
        assertThat(fixture.publish("s.plain", "", "Nats-Schedule-Time-Zone: "))
                .isEqualTo(error(10223, "message schedules time zone is invalid"));
        assertThat(fixture.publish("s.plain", "", zone)).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
    }

    @Test
    void shouldRefuseWhereSchedulesAreOff() {
        fixture.close();
        fixture = new StreamFixture();

        assertThat(schedule("@hourly")).isEqualTo(error(10188, "message schedules is disabled"));
        assertThat(schedule("@nope")).isEqualTo(error(10188, "message schedules is disabled"));
    }

    @Test
    void shouldFireOnceAtItsTime() {
        schedule("@at 2026-11-25T12:00:10Z", "X: 1", "Nats-Expected-Last-Sequence: 0", "Nats-Msg-Id: id");
        fixture.advance(Duration.ofSeconds(9));
        assertThat(lastOf("s.target")).isEqualTo("none");

        fixture.advance(Duration.ofSeconds(1));

        assertThat(lastOf("s.target"))
                .isEqualTo("NATS/1.0\r\nX: 1\r\nNats-Scheduler: s.plan\r\nNats-Schedule-Next: purge\r\n\r\n");
        assertThat(fixture.payload(2)).isEqualTo("body");
        assertThat(lastOf("s.plan")).isEqualTo("none");
        fixture.advance(Duration.ofHours(1));
        assertThat(fixture.store().lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldFirePastTimeSoon() {
        schedule("@at 2020-01-01T00:00:00Z");

        fixture.advance(Duration.ofMillis(250));

        assertThat(fixture.store().lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldFireAgainAndAgain() {
        schedule("@every 30s");

        fixture.advance(Duration.ofSeconds(30));
        assertThat(lastOf("s.target"))
                .isEqualTo("NATS/1.0\r\nNats-Scheduler: s.plan\r\nNats-Schedule-Next: 2026-11-25T12:01:00Z\r\n\r\n");
        fixture.advance(Duration.ofSeconds(30));

        assertThat(lastOf("s.target")).contains("Nats-Schedule-Next: 2026-11-25T12:01:30Z");
        assertThat(fixture.store().lastSequence()).isEqualTo(3);
    }

    @Test
    void shouldTakeBodyAndOptionsOfItsSource() {
        fixture.publish("s.source", "of source", "Y: 2", "Nats-TTL: 1h");
        schedule(
                "0 * * * * *",
                "Nats-Schedule-Source: s.source",
                "Nats-Schedule-TTL: 5m",
                "Nats-Schedule-Rollup: sub",
                "Nats-Schedule-Time-Zone: Europe/Berlin");

        fixture.advance(Duration.ofMinutes(1));

        assertThat(lastOf("s.target"))
                .isEqualTo("NATS/1.0\r\nY: 2\r\nNats-Scheduler: s.plan\r\n"
                        + "Nats-Schedule-Next: 2026-11-25T13:02:00+01:00\r\nNats-TTL: 5m\r\nNats-Rollup: sub\r\n\r\n");
        assertThat(fixture.payload(3)).isEqualTo("of source");
    }

    @Test
    void shouldEndWhenCancelled() {
        schedule("@every 1s");
        String purge = "Nats-Schedule-Next: purge";
        String wrong = error(10212, "message schedules invalid scheduler");
        fixture.publish("s.plain", "");

        assertThat(fixture.publish("s.x", "", purge)).isEqualTo(wrong);
        assertThat(fixture.publish("s.x", "", "Nats-Schedule-Next: x")).isEqualTo(wrong);
        assertThat(fixture.publish("s.x", "", "Nats-Scheduler: s.plan")).isEqualTo(wrong);
        assertThat(fixture.publish("s.plan", "", purge, "Nats-Scheduler: s.plan"))
                .isEqualTo(wrong);
        assertThat(fixture.publish("s.x", "", purge, "Nats-Scheduler: s.plain")).isEqualTo(wrong);
        assertThat(fixture.publish("s.x", "", purge, "Nats-Scheduler: s.plan"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":3}");
        fixture.advance(Duration.ofSeconds(2));

        assertThat(lastOf("s.plan")).isEqualTo("none");
        assertThat(fixture.store().lastSequence()).isEqualTo(3);
    }

    @Test
    void shouldEndWhenReplacedRemovedOrPurged() {
        schedule("@every 1s");
        fixture.publish("s.plan", "no schedule");
        fixture.publish("s.a", "", "Nats-Schedule: @every 1s", TARGET);
        fixture.publish("s.b", "", "Nats-Schedule: @every 1s", TARGET);
        fixture.lane().run(() -> fixture.stream().store().remove(3, false));
        fixture.lane().run(() -> fixture.stream().store().purge("s.b".getBytes(), 5, 0));

        fixture.advance(Duration.ofSeconds(5));

        assertThat(fixture.store().lastSequence()).isEqualTo(4);
    }

    @Test
    void shouldGoOnBehindRestart() {
        schedule("@every 1m");
        fixture.publish("s.once", "", "Nats-Schedule: @at 2026-11-25T12:05:00Z", TARGET);
        fixture.advance(Duration.ofMinutes(1));
        assertThat(fixture.store().lastSequence()).isEqualTo(3);

        fixture.restart();
        fixture.advance(Duration.ofSeconds(59));
        assertThat(fixture.store().lastSequence()).isEqualTo(3);
        fixture.advance(Duration.ofSeconds(1));

        assertThat(fixture.store().lastSequence()).isEqualTo(4);
        fixture.advance(Duration.ofMinutes(3));
        assertThat(lastOf("s.once")).isEqualTo("none");
    }

    @Test
    void shouldFireOnceForAllTimesWhileItWasDown() {
        schedule("@every 1m");
        fixture.lane().run(() -> fixture.stream().stop(false));
        fixture.advance(Duration.ofMinutes(10));

        fixture.restart();
        fixture.advance(Duration.ofMinutes(1));

        assertThat(fixture.store().lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldNotFireAgainWhatFiredRightBeforeCrash() {
        // given
        schedule("@at 2026-11-25T12:05:00Z");
        byte[] block = StreamFixture.block("Nats-Scheduler: s.plan", "Nats-Schedule-Next: purge")
                .getBytes();
        fixture.lane().run(() -> {
            NewMessage fired = new NewMessage();
            fired.sequence = 2;
            fired.subject("s.target".getBytes(), 0, 8);
            fired.headers(block, 0, block.length);
            fixture.store().append(fired);
        });

        // when
        fixture.restart();
        fixture.advance(Duration.ofMinutes(6));

        // then
        assertThat(lastOf("s.plan")).isEqualTo("none");
        assertThat(fixture.store().lastSequence()).isEqualTo(2);
    }
}
