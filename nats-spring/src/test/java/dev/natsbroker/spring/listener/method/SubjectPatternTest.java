package dev.natsbroker.spring.listener.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectPatternTest {
    @ParameterizedTest
    @CsvSource({
        "orders.created, orders.created",
        "orders.{region}.created, orders.*.created",
        "{a}.{b}, *.*",
        "orders.{*path}, orders.>",
        "{*path}, >",
        "orders.*.>, orders.*.>"
    })
    void shouldSubscribeWithWildcards(String pattern, String subject) {
        assertThat(SubjectPattern.parse(pattern).subject()).isEqualTo(subject);
    }

    @Test
    void shouldFindVariables() {
        // given
        SubjectPattern pattern = SubjectPattern.parse("orders.{region}.*.{*path}");

        // when
        Map<String, String> variables = pattern.variablesOf("orders.eu.x.a.b.c");

        // then
        assertThat(variables).containsExactly(Map.entry("region", "eu"), Map.entry("path", "a.b.c"));
    }

    @Test
    void shouldFindLastVariable() {
        assertThat(SubjectPattern.parse("a.{b}").variablesOf("a.x")).containsExactly(Map.entry("b", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a..b",
                ".a",
                "a.",
                "a b",
                "a.x{b}",
                "a.{b}x",
                "a.{}",
                "a.{*}",
                "a.{b}.{b}",
                "a.{*b}.c",
                "a.>.b",
                "a.{b.c}",
                "a.}b{"
            })
    void shouldRefuse(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectPattern.parse(pattern))
                .withMessageContaining("'" + pattern + "'");
    }

    @Test
    void shouldExpand() {
        assertThat(SubjectPattern.parse("orders.{region}.{*path}").expand(Map.of("region", "eu", "path", "a.b")))
                .isEqualTo("orders.eu.a.b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "*", ">", "a b"})
    void shouldRefuseValuesThatAreNoToken(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectPattern.parse("orders.{region}").expand(Map.of("region", value)))
                .withMessageContaining("region");
    }

    @Test
    void shouldRefuseMissingValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectPattern.parse("orders.{region}").expand(Map.of()))
                .withMessageContaining("there is no value for placeholder 'region'");
    }
}
