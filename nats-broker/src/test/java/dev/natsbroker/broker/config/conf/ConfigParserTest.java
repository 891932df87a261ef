package dev.natsbroker.broker.config.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigParserTest {
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final ConfigParser parser = new ConfigParser(this::read, environment::get);

    private byte[] read(String path) {
        String text = files.get(path);
        if (text == null) {
            throw new ConfigException("open " + path + ": no such file or directory");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Object value(String text) {
        return plain(parser.parseText(text).values().get("a"));
    }

    private static Object plain(ConfigValue value) {
        if (value.mapOrNull() != null) {
            Map<String, Object> map = new HashMap<>();
            value.map().forEach((key, child) -> map.put(key, plain(child)));
            return map;
        }
        return value.arrayOrNull() != null
                ? value.array().stream().map(ConfigParserTest::plain).toList()
                : value.data();
    }

    static List<Object[]> values() {
        return List.of(new Object[][] {
            {"a: 1", 1L},
            {"a = 1;", 1L},
            {"a 1,", 1L},
            {"a\n1", 1L},
            {"a\n: 1", 1L},
            {"{ \"a\": 1 }", 1L},
            {"{ 'a': 1\n}", 1L},
            {"a: 1 }", 1L},
            {"a: -5", -5L},
            {"a: 1k", 1_000L},
            {"a: 2KB", 2_048L},
            {"a: 1mib", 1_048_576L},
            {"a: 1Gb", 1_073_741_824L},
            {"a: 2m", 2_000_000L},
            {"a: -1e", -1_000_000_000_000_000_000L},
            {"a: 1.5", 1.5},
            {"a: -1.25", -1.25},
            {"a: TRUE", true},
            {"a: no", false},
            {"a: \"true\"", "true"},
            {"a: 2016-05-04T18:53:41Z", Instant.parse("2016-05-04T18:53:41Z")},
            {"a: 1.2.3.4:42", "1.2.3.4:42"},
            {"a: 10s", "10s"},
            {"a: 500ms", "500ms"},
            {"a: 1m30s", "1m30s"},
            {"a: 1a", "1a"},
            {"a: word # comment", "word"},
            {"a: a#b//c", "a#b//c"},
            {"a: x$A", "x$A"},
            {"a: x\\ty", "x\ty"},
            {"a: it'", "it"},
            {"a: \u00a712\u00a712", "\u00a712\u00a712"},
            {"a: \"\\x41\\\"\\\\\\n\"", "A\"\\\n"},
            {"a: '\\n $x'", "\\n $x"},
            {"a: \"\uD834\uDD1E\"", "\uD834\uDD1E"},
            {"a: 'ueq=eq'", "ueq=eq"},
            {"a: (\nx (y)\n  )\n)\n", "\nx (y)\n  )\n"},
            {"a: $2a$11$abc", "$2a$11$abc"},
            {"a:", ""},
            {"a: [1, 2 ]", List.of(1L, 2L)},
            {"a: [\n x // one\n 'y', # two\n]", List.of("x", "y")},
            {"a {}", Map.of()},
            {"a: { b: 1; c 2, d =\n3 }", Map.of("b", 1L, "c", 2L, "d", 3L)},
            {"a { include: 1, INCLUDE2 2 }", Map.of("include", 1L, "INCLUDE2", 2L)},
            {"a: 1\na: 2", 2L},
            {"b: 7\na: $b", 7L},
            {"b: 7\na: { c: { d: $b } }", Map.of("c", Map.of("d", 7L))},
            {"b: 7\na: { b: 8, c: $b }", Map.of("b", 8L, "c", 8L)},
            {"a: 1\r\nb: 2\r\n", 1L},
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldReadValue(String text, Object expected) {
        assertThat(value(text)).isEqualTo(expected);
    }

    /** Texts as nats-server 2.15.1 prints them for the same files. */
    static List<Object[]> syntaxErrors() {
        return List.of(new Object[][] {
            {"foo", "config is invalid (:1:3)"},
            {"= 1", "Parse error on line 1: 'Unexpected key separator '=''"},
            {"a =\n1", "Parse error on line 2: 'Expected value but found new line'"},
            {
                "a 1 2",
                "Parse error on line 1: 'Expected a top-level value to end with a new line, comment or EOF, but got"
                        + " '2' instead.'"
            },
            {
                "{ a: 1",
                "Parse error on line 1: 'Expected a block-level value to end with a new line, comment or EOF, but"
                        + " got '\0' instead.'"
            },
            {"{{ a: 1 } x }", "Parse error on line 1: 'Expected a block-level to end with a '}', but got 'x' instead.'"
            },
            {"/ 1", "Parse error on line 1: 'Unexpected EOF.'"},
            {"a: 'x", "Parse error on line 1: 'Unexpected EOF.'"},
            {
                "a: \"\\q\"",
                "Parse error on line 1: 'Invalid escape character 'q'. Only the following escape characters are"
                        + " allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.'"
            },
            {"a: \"\\xzz\"", "Parse error on line 1: 'Expected two hexadecimal digits after '\\x', but got 'zz''"},
            {
                "a: \"\\x4\n\"",
                "Parse error on line 2: 'Expected two hexadecimal digits after '\\x', but hit end of line'"
            },
            {"a: [1,,2]", "Parse error on line 1: 'Unexpected array value terminator ','.'"},
            {
                "a: [1 2]",
                "Parse error on line 1: 'Expected an array value terminator \",\" or an array terminator \"]\","
                        + " but got '2' instead.'"
            },
            {
                "a { b: 1 c: 2 }",
                "Parse error on line 1: 'Expected a map value terminator \",\" or a map terminator \"}\","
                        + " but got 'c' instead.'"
            },
            {"a { b: , }", "Parse error on line 1: 'Unexpected map value terminator \",\".'"},
            {"a { = 1 }", "Parse error on line 1: 'Unexpected key separator '='.'"},
            {"a { ]", "Parse error on line 1: 'Unexpected array end ']' processing map.'"},
            {"a {\n", "Parse error on line 2: 'Unexpected EOF processing map.'"},
            {"a { b", "Parse error on line 1: 'Unexpected EOF processing map key.'"},
            {"a { 'b", "Parse error on line 1: 'Unexpected EOF processing quoted map key.'"},
            {"a { \"b", "Parse error on line 1: 'Unexpected EOF processing double quoted map key.'"},
            {"a: (\nx", "Parse error on line 2: 'Unexpected EOF processing block.'"},
            {"a: .5", "Parse error on line 1: 'Floats must start with a digit'"},
            {"a: -.5", "Parse error on line 1: 'Floats must start with a digit, not '.'.'"},
            {"a: -x", "Parse error on line 1: 'Expected a digit but got 'x'.'"},
            {"a: 1.x", "Parse error on line 1: 'Floats must have a digit after the '.', but got 'x' instead.'"},
            {"a: 1-2", "Parse error on line 1: 'All ISO8601 dates must be in full Zulu form.'"},
            {"a: 2016-05-04 ", "Parse error on line 1: 'Expected 'T' in ISO8601 datetime, but found ' ' instead.'"},
            {"a: 2016-0x", "Parse error on line 1: 'Expected digit in ISO8601 datetime, but found 'x' instead.'"},
            {"a: 2016-15-04T18:53:41Z", "expected Zulu formatted DateTime, but got '2016-15-04T18:53:41Z'"},
            {"a: 99999999999999999999", "integer '99999999999999999999' is out of the range"},
            {"\na: $NOPE", "variable reference for 'NOPE' on line 2 can not be found"},
            {"a: $2b$11$x", "variable reference for '2b$11$x' on line 1 can not be found"},
            {"include nope", "error parsing include file 'nope', open nope: no such file or directory"},
            {"include", "config is invalid (:1:7)"},
            {"include [x]", "Parse error on line 1: 'Expected include value but found start of an array'"},
            {"include {x}", "Parse error on line 1: 'Expected include value but found start of a map'"},
            {"include (x)", "Parse error on line 1: 'Expected include value but found start of a block'"},
            {"include 1x", "Parse error on line 1: 'Expected include value but found start of a number'"},
            {"include \\x", "Parse error on line 1: 'Expected include value but found escape sequence'"},
            {"include \n", "Parse error on line 2: 'Expected include value but found new line'"},
            {"include 'x", "Parse error on line 1: 'Unexpected EOF in quoted include'"},
            {"include \"x", "Parse error on line 1: 'Unexpected EOF in double quoted include'"},
        });
    }

    @ParameterizedTest
    @MethodSource("syntaxErrors")
    void shouldReportSyntaxError(String text, String expected) {
        assertThatThrownBy(() -> parser.parseText(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(expected);
    }

    @Test
    void shouldCountColumnsFromZeroOnTheFirstLineAndFromOneBelow() {
        files.put("f.conf", "  a: 1\n  b: { \"c\": [x,\n y] }\n");

        Map<String, ConfigValue> values = parser.parseFile("f.conf").values();

        ConfigValue b = values.get("b");
        ConfigValue c = b.map().get("c");
        assertThat(values.get("a").position()).hasToString("f.conf:1:2");
        assertThat(b.position()).hasToString("f.conf:2:3");
        assertThat(c.position()).hasToString("f.conf:2:9");
        assertThat(c.array().get(1).position()).hasToString("f.conf:3:2");
    }

    @Test
    void shouldMarkValuesThatAVariableRefersTo() {
        Map<String, ConfigValue> values = parser.parseText("A: 1\nB: 2\nc: $A").values();

        assertThat(values.get("A").referenced()).isTrue();
        assertThat(values.get("B").referenced()).isFalse();
        assertThat(values.get("c").position()).hasToString(":3:1");
    }

    @Test
    void shouldMergeIncludedFilesRelativeToTheIncludingOne() {
        files.put("/etc/main.conf", "include \"sub/one.conf\"\na: $V\nm { include 'sub/two.conf' }");
        files.put("/etc/sub/one.conf", "V: 5\ninclude ./three.conf; x: 1");
        files.put("/etc/sub/two.conf", "inner: true");
        files.put("/etc/sub/three.conf", "deep: 3");

        Map<String, ConfigValue> values = parser.parseFile("/etc/main.conf").values();

        assertThat(values).containsOnlyKeys("V", "deep", "x", "a", "m");
        assertThat(values.get("a").data()).isEqualTo(5L);
        assertThat(values.get("deep").position()).hasToString("/etc/sub/three.conf:1:0");
        assertThat(values.get("m").map().get("inner").data()).isEqualTo(true);
    }

    @Test
    void shouldNotShowOuterVariablesToIncludedFiles() {
        files.put("main", "V: 5\ninclude inc");
        files.put("inc", "a: $V");

        assertThatThrownBy(() -> parser.parseFile("main"))
                .hasMessage("error parsing include file 'inc', variable reference for 'V' on line 1 can not be found");
    }

    @Test
    void shouldRefuseAFileThatIncludesItself() {
        files.put("main", "include inc");
        files.put("inc", "include main");

        assertThatThrownBy(() -> parser.parseFile("main"))
                .hasMessage("error parsing include file 'inc', error parsing include file 'main', file 'main' includes"
                        + " itself");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"4222|4222", "1k|1000", "true|true", "'\"a b\"'|a b", "word|word"})
    void shouldParseEnvironmentVariablesAsValues(String variable, String expected) {
        environment.put("V", variable);

        assertThat(value("a: $V")).hasToString(expected);
    }

    @Test
    void shouldReadMapsFromTheEnvironment() {
        environment.put("V", "{ b: [1, $W ] }");
        environment.put("W", "2");

        assertThat(value("a: $V")).isEqualTo(Map.of("b", List.of(1L, 2L)));
    }

    @Test
    void shouldDetectCyclesInTheEnvironment() {
        environment.put("V", "$W");
        environment.put("W", "$V");

        assertThatThrownBy(() -> parser.parseText("a: $V"))
                .hasMessage(
                        "variable reference for 'V' on line 1 could not be parsed: variable reference for 'W' on line 1"
                                + " could not be parsed: variable reference for 'V' on line 1 could not be parsed: variable"
                                + " reference cycle for 'V'");
    }

    @Test
    void shouldGiveAMapThatEndsBehindAKeyThatKey() {
        assertThat(parser.parseText("m { a: }").values()).containsOnlyKeys("a");
    }

    @Test
    void shouldRefuseAnUnknownSizeSuffix() {
        assertThatThrownBy(() -> parser.parseText("a: 1kbb")).hasMessage("expected integer, but got '1kbb'");
    }

    @Test
    void shouldLimitNesting() {
        assertThatThrownBy(() -> parser.parseText("a: " + "[".repeat(100_000)))
                .hasMessageContaining("nested more than 500 levels");
    }

    @Test
    void shouldLimitWhatVariablesExpandTo() {
        StringBuilder text = new StringBuilder("a0: [x, y]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a" + i + ": [$a" + (i - 1) + ", $a" + (i - 1) + "\n]\n");
        }

        assertThatThrownBy(() -> parser.parseText(text.toString())).hasMessageContaining("value is too large");
    }

    /** The digests are those that nats-server 2.15.1 prints for the same text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "debug: false|274b07929d8801b90319e371d4c9f4e00030dd257d6f7191419e95e7310898c5",
                "b: 1, a: [1.5, true, \"<x>&\\t\"]; debug=$b; debug=$a; debug=false|29be885dbec8d240bf69a614df41c66c4e2cd10d4465b5f7ef4764ec00b38864",
                "a: { c: 2016-05-04T18:53:41Z, b: {}, d: [] }; debug=$a; debug=false|e1b68195328e2f6f1cda9b8b02324f6e1f2c034831cc749d93746fa6add89a0f",
                "a: [0.00000012, 123456789012345678901234567.5, 1.0, -0.0, 1k ]; debug=$a; debug=false|5c98c7e5d8fd255e84a68a884b49f409f21b3f15d58c62d205dab91c0c92650e",
                "a: \"\\x01\\xffé𝄞\\x7f\"; debug=$a; debug=false|364c8f7181c9cc78357cd541f6577daa903544c7da9b8f322a57ebd5d3abccf6",
            })
    void shouldComputeTheDigestOfTheReference(String text, String digest) {
        assertThat(parser.parseText(text).digest()).isEqualTo("sha256:" + digest);
    }
}
