package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Memory and processor time. */
class ProcessFiguresTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now = 17;
    private long cpu;
    private final ProcessFigures figures = new ProcessFigures(() -> now, () -> cpu, () -> 10 * SECOND);

    @Test
    void shouldStartWithTheLifeOfTheProcess() {
        cpu = SECOND;

        assertThat(figures.cpuPercent()).isEqualTo(10.0);
    }

    @Test
    void shouldTellTheShareSinceTheLastRequest() {
        // given
        cpu = SECOND;
        figures.cpuPercent();

        // when
        now += 4 * SECOND;
        cpu += 5 * SECOND;

        // then
        assertThat(figures.cpuPercent()).isEqualTo(125.0);
    }

    @Test
    void shouldKeepTheFigureForASecond() {
        // given
        cpu = SECOND;
        figures.cpuPercent();

        // when
        now += SECOND - 1;
        cpu += SECOND;

        // then
        assertThat(figures.cpuPercent()).isEqualTo(10.0);
        now += 1;
        assertThat(figures.cpuPercent()).isEqualTo(100.0);
    }

    @Test
    void shouldCutAfterOneDigit() {
        cpu = SECOND / 3;

        assertThat(figures.cpuPercent()).isEqualTo(3.3);
    }

    @Test
    void shouldReadResidentMemoryInKilobytes() {
        assertThat(ProcessFigures.residentBytes("Name:\tjava\nVmRSS:\t  123456 kB\nRssAnon:\t 5 kB\n"))
                .isEqualTo(123_456L << 10);
    }

    @Test
    void shouldShowTheHeapWhereTheSystemDoesNotTell() {
        assertThat(ProcessFigures.residentBytes("Name:\tjava\n"))
                .isPositive()
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }
}
