package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} complete and true. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern KEY = Pattern.compile("`([a-z_.]+)`");
    private static final Set<Class<?>> AREAS = Set.of(
            IdentityOptions.class,
            ListenOptions.class,
            LimitOptions.class,
            TimingOptions.class,
            LogOptions.class,
            MonitorOptions.class,
            ProcessOptions.class,
            AuthorizationOptions.class,
            TlsOptions.class,
            EngineOptions.class);

    /** Not set by configuration but filled in, or only set by code. */
    private static final Set<String> WITHOUT_PROPERTY = Set.of(
            "nats.broker.process.config-file", "nats.broker.process.config-digest", "nats.broker.tls.key-material");

    @Test
    void shouldNameEachOption() throws IOException {
        String page = Files.readString(PAGE);

        List<String> properties = properties("nats.broker", BrokerOptions.class);

        assertThat(properties).hasSizeGreaterThan(60);
        assertThat(properties)
                .filteredOn(name -> !WITHOUT_PROPERTY.contains(name))
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static List<String> properties(String prefix, Class<?> area) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : area.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (AREAS.contains(component.getType())) {
                names.addAll(properties(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void shouldOnlyNameKeysThatExist() throws IOException {
        List<String> keys;
        try (Stream<String> lines = Files.lines(PAGE)) {
            keys = lines.filter(line -> line.contains("| yes |") || line.contains("| no |"))
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
        String block = first.contains(".") ? first.substring(0, first.indexOf('.') + 1) : "";
        return names.stream().map(name -> name.startsWith(block) ? name : block + name);
    }

    private static String errorsOf(String key) {
        int dot = key.indexOf('.');
        String text = dot < 0 ? key + ": 1" : key.substring(0, dot) + " { " + key.substring(dot + 1) + ": 1 }";
        try {
            new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE)
                    .loadText(text, BrokerOptions.defaults());
            return "";
        } catch (ConfigException e) {
            return e.getMessage();
        }
    }
}
