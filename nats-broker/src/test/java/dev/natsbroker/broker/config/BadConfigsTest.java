package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code bad-configs.txt}: texts and positions of errors and warnings. */
class BadConfigsTest {

    record Case(String config, List<String> expected) {
        @Override
        public String toString() {
            return config;
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream table = Objects.requireNonNull(BadConfigsTest.class.getResourceAsStream("bad-configs.txt"))) {
            for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("    ")) {
                    cases.get(cases.size() - 1).expected().add(line.strip());
                } else if (!line.startsWith("#")) {
                    cases.add(new Case(line, new ArrayList<>()));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReport(Case bad) {
        ConfigLoader loader = new ConfigLoader(
                path -> {
                    throw new ConfigException("open " + path + ": no such file or directory");
                },
                name -> null,
                MappingCheck.NONE);
        List<String> errors;
        List<String> warnings;
        try {
            warnings = loader.loadText(bad.config().replace('|', '\n'), BrokerOptions.defaults())
                    .warnings();
            errors = List.of();
        } catch (ConfigException e) {
            errors = e.errors();
            warnings = e.warnings();
        }

        assertThat(Stream.concat(errors.stream(), warnings.stream().map("warning"::concat))
                        .map(text -> text.replaceFirst("^(warning)?:", "$1 ").strip()))
                .containsExactlyInAnyOrderElementsOf(bad.expected());
    }
}
