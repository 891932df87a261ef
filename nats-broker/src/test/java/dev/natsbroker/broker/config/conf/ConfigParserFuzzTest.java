package dev.natsbroker.broker.config.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random bytes and damaged files: the parser gives values or a {@link ConfigException}, nothing else.
 *
 * <p>Longer runs: {@code -Dfuzz.iterations=1000000}; a run again: {@code -Dfuzz.seed=<seed>}.
 */
class ConfigParserFuzzTest {
    private static final List<String> GOOD = List.of(
            "host: 127.0.0.1\nport: 4222\nauthorization {\n  users = [ {user: a, password: \"b\\n\"} ]\n}\n# end\n",
            "{ \"a\": [1, 2.5, -3k ], 'b': { \"c\": true } }",
            "x = (\nfoo\n)\ny = $x\nz { q = $y; r = 1Gb, d 2016-05-04T18:53:41Z }\n",
            "include \"a\"\nm { include b; k: [ {n: 1}, {n: 2} ] }\nw: a\\x41b // c\n");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "\n)\n",
            "\"",
            "'",
            "\\",
            "\\x4",
            ",",
            ";",
            ":",
            "=",
            "\n",
            "\r\n",
            " ",
            "\t",
            "#",
            "//",
            "/",
            "$a",
            "$",
            "include ",
            "1",
            "-",
            ".",
            "1k",
            "2016-",
            "true",
            "\0",
            "\u00e9",
            "\u00a0",
            "\uD834\uDD1E");

    @Test
    void shouldSurviveAnyInput() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int iterations = Integer.getInteger("fuzz.iterations", 20_000);
        System.out.println("config fuzz seed " + seed);
        Random random = new Random(seed);
        ConfigParser parser = new ConfigParser(path -> "v: 1".getBytes(StandardCharsets.UTF_8), name -> null);
        int parsed = 0;
        for (int i = 0; i < iterations; i++) {
            byte[] input = random.nextInt(4) == 0 ? randomBytes(random) : damaged(random);
            ConfigParser again = new ConfigParser(path -> input, name -> name.length() < 2 ? "7" : null);
            parsed += parses(parser, new String(input, StandardCharsets.ISO_8859_1), input, seed) ? 1 : 0;
            parses(again, null, input, seed);
        }
        assertThat(parsed).as("inputs that parse, seed " + seed).isPositive();
    }

    private static boolean parses(ConfigParser parser, String text, byte[] input, long seed) {
        long start = System.nanoTime();
        try {
            ConfigDocument document = text == null ? parser.parseFile("f") : parser.parseText(text);
            assertThat(document.digest()).startsWith("sha256:");
            return true;
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed " + seed + ", input " + new String(input, StandardCharsets.ISO_8859_1), e);
        } finally {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("time for one input, seed " + seed)
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(Random random) {
        StringBuilder text = new StringBuilder(GOOD.get(random.nextInt(GOOD.size())));
        for (int i = random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, end);
                default -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
