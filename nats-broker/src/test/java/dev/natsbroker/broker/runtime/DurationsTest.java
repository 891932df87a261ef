package dev.natsbroker.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "15, 15ns",
        "1500, 1.5µs",
        "20000000, 20ms",
        "10000000000, 10s",
        "90000000000, 1m30s",
        "7200000000000, 2h0m0s",
        "-1000000, -1ms"
    })
    void shouldWriteDurationsAsLogsDo(long nanos, String text) {
        assertThat(Durations.text(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59000000000, 59s", "3661000000000, 1h1m1s", "31622400000000000, 1y1d0h0m0s"})
    void shouldWriteUptimesAsPagesDo(long nanos, String text) {
        assertThat(Durations.uptime(nanos)).isEqualTo(text);
    }
}
