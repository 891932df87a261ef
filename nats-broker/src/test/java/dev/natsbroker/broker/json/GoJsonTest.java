package dev.natsbroker.broker.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes are those of Go's encoder. */
class GoJsonTest {
    record Inner(int zeta, int alpha) {}

    record Sample(
            String zuluName,
            long count,
            @OmitEmpty long omittedLong,
            @OmitEmpty boolean omittedFlag,
            @OmitEmpty @Nullable String omittedNull,
            @OmitEmpty String omittedText,
            @OmitEmpty List<String> omittedList,
            @OmitEmpty Map<String, String> omittedMap,
            @OmitEmpty int keptInt,
            @Nullable String nothing,
            List<Inner> inner,
            List<String> emptyList,
            Map<String, Integer> map) {}

    private static String compact(Object value) {
        return new String(GoJson.compact(value), StandardCharsets.UTF_8);
    }

    @Test
    void shouldKeepTheOrderOfFieldsAndLeaveOutWhatIsMarkedAndEmpty() {
        // given
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("b", 2);
        map.put("a", 1);
        Sample sample = new Sample(
                "z",
                0,
                0,
                false,
                null,
                "",
                List.of(),
                Map.of(),
                7,
                null,
                List.of(new Inner(1, 2), new Inner(3, 4)),
                List.of(),
                map);

        // when
        String json = new String(GoJson.indented(sample), StandardCharsets.UTF_8);

        // then
        assertThat(json).isEqualTo("""
                        {
                          "zulu_name": "z",
                          "count": 0,
                          "kept_int": 7,
                          "nothing": null,
                          "inner": [
                            {
                              "zeta": 1,
                              "alpha": 2
                            },
                            {
                              "zeta": 3,
                              "alpha": 4
                            }
                          ],
                          "empty_list": [],
                          "map": {
                            "a": 1,
                            "b": 2
                          }
                        }""");
    }

    @Test
    void shouldEscapeMarkupAndControlCharacters() {
        assertThat(compact("<a href=\"x\">&'/\\ \n\r\t\b\f\u0001\u001f\u007f é € \uD83D\uDE00 \u2028\u2029"))
                .isEqualTo("\"\\u003ca href=\\\"x\\\"\\u003e\\u0026'/\\\\ \\n\\r\\t\\b\\f\\u0001\\u001f\u007f é € "
                        + "\uD83D\uDE00 \\u2028\\u2029\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2.0, 2",
        "0.0, 0",
        "1.5, 1.5",
        "100.0, 100",
        "0.16666666666666666, 0.16666666666666666",
        "0.0001, 0.0001",
        "12345678.0, 12345678"
    })
    void shouldWriteNumbersWithAsManyDigitsAsTheyNeed(double number, String text) {
        assertThat(compact(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.100Z, 2026-01-02T03:04:05.1Z",
        "2026-01-02T03:04:05.743453500Z, 2026-01-02T03:04:05.7434535Z",
        "2026-01-02T03:04:05.000000001Z, 2026-01-02T03:04:05.000000001Z"
    })
    void shouldWriteTimesWithAsManyDigitsAsTheyNeed(Instant time, String text) {
        assertThat(compact(time)).isEqualTo("\"" + text + "\"");
    }
}
