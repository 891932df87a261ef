package dev.natsbroker.broker.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 12_345_678_901L, 999_999_999_999_999_999L, Long.MAX_VALUE})
    void shouldWriteAndReadNumbers(long value) {
        byte[] bytes = new byte[Digits.LENGTH_MAX + 2];

        int end = Digits.write(value, bytes, 2);

        assertThat(new String(bytes, 2, end - 2, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(value));
        assertThat(Digits.count(value)).isEqualTo(end - 2);
        assertThat(Digits.parse(bytes, 2, end - 2)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1a", " 1", "9223372036854775808", "99999999999999999999"})
    void shouldRefuseWhatIsNoNumber(String text) {
        assertThat(Digits.parse(text.getBytes(StandardCharsets.US_ASCII), 0, text.length()))
                .isEqualTo(-1);
    }

    @Test
    void shouldReadLeadingZeros() {
        assertThat(Digits.parse(new byte[] {'0', '0', '7'}, 0, 3)).isEqualTo(7);
    }
}
