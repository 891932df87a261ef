package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} true; the module with the properties checks their names. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern KEY = Pattern.compile("`([a-z_.]+)`");

    @Test
    void shouldOnlyNameKeysThatExist() throws IOException {
        List<String> keys;
        try (Stream<String> lines = Files.lines(PAGE)) {
            keys = lines.filter(
                            line -> line.contains("| yes |") || line.contains("| no |") || line.contains("| grow |"))
                    .flatMap(ConfigurationPageTest::keysOfRow)
                    .toList();
        }

        assertThat(keys).hasSizeGreaterThan(80);
        assertThat(keys).allSatisfy(key -> assertThat(errorsOf(key)).doesNotContain("unknown field"));
    }

    /** The keys of the first cell; an alias of a key in a block belongs to that block. */
    private static Stream<String> keysOfRow(String row) {
        List<String> names = KEY.matcher(row.split("\\|")[1])
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("`", ""))
                .toList();
        String first = names.get(0);
        String block = first.contains(".") ? first.substring(0, first.lastIndexOf('.') + 1) : "";
        return names.stream().map(name -> name.startsWith(block) ? name : block + name);
    }

    private static String errorsOf(String key) {
        String text = key.replace(".", " { ") + ": 1"
                + " }".repeat((int) key.chars().filter(c -> c == '.').count());
        try {
            new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE)
                    .loadText(text, BrokerOptions.defaults());
            return "";
        } catch (ConfigException e) {
            return e.getMessage();
        }
    }
}
