package dev.natsbroker.broker.config.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFormatTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1ns, 1ns",
        "1500ns, 1.5µs",
        "2us, 2µs",
        "500ms, 500ms",
        "1.5s, 1.5s",
        "90s, 1m30s",
        "2m, 2m0s",
        "1h, 1h0m0s",
        "1h1ms, 1h0m0.001s",
        "-1m, -1m0s",
        "+1.5h, 1h30m0s",
        ".5s, 500ms",
        "1.s, 1s",
        "100h, 100h0m0s"
    })
    void shouldReadAndWriteDurations(String text, String written) {
        assertThat(GoFormat.duration(GoFormat.parseDuration(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.00 KB",
        "1000000000, 953.67 MB",
        "2000000000, 1.86 GB",
        "3000000000000, 2.73 TB",
        "9223372036854775807, 8.00 EB"
    })
    void shouldWriteBytes(long bytes, String written) {
        assertThat(GoFormat.bytes(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|time: invalid duration \"\"",
                "x|time: invalid duration \"x\"",
                ".s|time: invalid duration \".s\"",
                "-|time: invalid duration \"-\"",
                "10|time: missing unit in duration \"10\"",
                "10x|time: unknown unit \"x\" in duration \"10x\"",
                "1 s|time: unknown unit \" s\" in duration \"1 s\"",
                "300y1s|time: unknown unit \"y\" in duration \"300y1s\"",
                "9999999h|time: invalid duration \"9999999h\"",
            })
    void shouldRefuseWhatIsNoDuration(String text, String message) {
        assertThatThrownBy(() -> GoFormat.parseDuration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shouldWriteSecondsWithoutNeedlessDigits() {
        assertThat(GoFormat.seconds(Duration.ofSeconds(2))).isEqualTo("2");
        assertThat(GoFormat.seconds(Duration.ofMillis(1500))).isEqualTo("1.5");
        assertThat(GoFormat.seconds(Duration.ofMillis(-500))).isEqualTo("-0.5");
    }

    @Test
    void shouldQuoteTexts() {
        assertThat(GoFormat.quote("a\"b\\c\n\t\r\0\u00e9\u00a0\u200b\u007f"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\t\\r\\x00\u00e9\\u00a0\\u200b\\x7f\"");
    }
}
