package dev.natsbroker.broker.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.json.GoJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JetStreamErrorTest {
    @Test
    void shouldHaveExactlyTheErrorsOfTheReference() throws IOException {
        // given
        List<String> expected = linesOf("error-codes.txt")
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replace(" \u2020", ""))
                .sorted()
                .toList();

        // when
        List<String> actual = Stream.of(JetStreamError.values())
                .map(error -> error.errCode() + " " + error.code() + " " + error.template())
                .sorted()
                .toList();

        // then
        assertThat(actual).hasSize(227).isEqualTo(expected);
    }

    private static Stream<String> linesOf(String resource) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(JetStreamErrorTest.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
            return in.lines().toList().stream();
        }
    }

    @Test
    void shouldFillInArgumentsInTheOrderOfTheText() {
        assertThat(JetStreamError.STREAM_EXTERNAL_API_OVERLAP.with("$JS.API", "a{b}\\$1.>"))
                .isEqualTo(new ApiError(
                        400, 10021, "stream external api prefix $JS.API must not overlap with a{b}\\$1.>"));
        assertThat(JetStreamError.STREAM_NOT_FOUND.toError()).isEqualTo(new ApiError(404, 10059, "stream not found"));
    }

    @Test
    void shouldBeThrownWithoutStackTrace() {
        JetStreamException refused = JetStreamError.STREAM_INVALID_CONFIG.toException("invalid subject");

        assertThat(refused).hasMessage("invalid subject (10052)").hasNoCause();
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused.error().is(JetStreamError.STREAM_INVALID_CONFIG)).isTrue();
    }

    @Test
    void shouldBeWrittenAsTheReferenceDoes() {
        byte[] json = GoJson.compact(JetStreamError.STREAM_WRONG_LAST_SEQUENCE.with(3));

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"code\":400,\"err_code\":10071,\"description\":\"wrong last sequence: 3\"}");
    }
}
