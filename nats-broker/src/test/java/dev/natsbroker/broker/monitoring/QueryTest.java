package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters are read as Go reads them. */
class QueryTest {
    @ParameterizedTest
    @CsvSource({
        "a=b, b",
        "a=1&a=2, 1",
        "x=y&a=z, z",
        "a=b%20c+d, b c d",
        "a=%C3%A9, é",
        "%61=b, b",
        "a=b=c, b=c",
        "a=%3D%26, =&",
        "a, ''",
        "a=, ''",
        "b=1, ''",
        "'', ''",
        "A=1, ''",
        "a=1;x, ''",
        "a=%zz, ''",
        "a=%4, ''",
        "a=%, ''",
        "a=%zz&a=2, 2"
    })
    void shouldDecode(String raw, String value) {
        assertThat(Query.parse(raw).text("a")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void shouldTakeForTrue(String text) {
        assertThat(Query.parse("x=" + text).flag("x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False", ""})
    void shouldTakeForFalse(String text) {
        assertThat(Query.parse("x=" + text).flag("x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "yes", "tRUE", "on", "-1"})
    void shouldRefuseOtherTruth(String text) {
        assertThatThrownBy(() -> Query.parse("x=" + text).flag("x"))
                .hasMessage(
                        "Error decoding boolean for 'x': strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "5, 5",
        "-5, -5",
        "%2B5, 5",
        "007, 7",
        "'', 0",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808"
    })
    void shouldReadIntegers(String text, long value) {
        assertThat(Query.parse("x=" + text).integer("x")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "x, x, invalid syntax",
        "1x, 1x, invalid syntax",
        "+5, ' 5', invalid syntax",
        "-, -, invalid syntax",
        "--1, --1, invalid syntax",
        "1_000, 1_000, invalid syntax",
        "0x10, 0x10, invalid syntax",
        "%22, '\\\"', invalid syntax",
        "%0A, '\\n', invalid syntax",
        "9223372036854775808, 9223372036854775808, value out of range",
        "-9223372036854775809, -9223372036854775809, value out of range"
    })
    void shouldRefuseOtherIntegers(String raw, String quoted, String problem) {
        assertThatThrownBy(() -> Query.parse("x=" + raw).integer("x"))
                .hasMessage("Error decoding int for 'x': strconv.Atoi: parsing \"" + quoted + "\": " + problem);
    }

    @Test
    void shouldReadNumbersWithoutSign() {
        assertThat(Query.parse("x=18446744073709551615").unsigned("x")).isEqualTo(-1L);
        assertThat(Query.parse("x=42").unsigned("x")).isEqualTo(42);
        assertThat(Query.parse("").unsigned("x")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"-1, invalid syntax", "%2B1, invalid syntax", "18446744073709551616, value out of range"})
    void shouldRefuseOtherNumbersWithoutSign(String text, String problem) {
        assertThatThrownBy(() -> Query.parse("x=" + text).unsigned("x"))
                .hasMessage("Error decoding uint64 for 'x': strconv.ParseUint: parsing \"" + text.replace("%2B", "+")
                        + "\": " + problem);
    }

    @ParameterizedTest
    @CsvSource({"subs=1, SUBJECTS", "subs=0, NONE", "'', NONE", "subs=detail, DETAIL", "subs=Detail, DETAIL"})
    void shouldReadWhatSubscriptionsAreShown(String raw, Query.Subscriptions shown) {
        assertThat(Query.parse(raw).subscriptions()).isEqualTo(shown);
    }
}
