package dev.natsbroker.autoconfigure.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks what editors show of the properties. */
class NatsBrokerPropertiesMetadataTest {
    private static List<JsonNode> properties() throws Exception {
        try (InputStream in = Objects.requireNonNull(
                NatsBrokerProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            JsonNode metadata = JsonMapper.builder().build().readTree(in);
            return StreamSupport.stream(metadata.path("properties").spliterator(), false)
                    .filter(property -> property.path("name").asString().startsWith("nats.broker."))
                    .toList();
        }
    }

    @Test
    void shouldDescribeEachProperty() throws Exception {
        assertThat(properties()).hasSizeGreaterThan(70).allSatisfy(property -> {
            String description = property.path("description").asString();
            assertThat(description)
                    .as(property.path("name").asString())
                    .endsWith(".")
                    .doesNotStartWith("The ");
            if (property.path("type").asString().equals("java.lang.Boolean")) {
                assertThat(description).as(property.path("name").asString()).startsWith("Whether ");
            }
        });
    }

    @Test
    void shouldKnowThePropertiesOfEachArea() throws Exception {
        assertThat(properties())
                .extracting(property -> property.path("name").asString())
                .contains(
                        "nats.broker.enabled",
                        "nats.broker.port",
                        "nats.broker.max-payload",
                        "nats.broker.ping.interval",
                        "nats.broker.lame-duck.duration",
                        "nats.broker.authorization.token",
                        "nats.broker.accounts",
                        "nats.broker.tls.bundle",
                        "nats.broker.jetstream.sync-interval",
                        "nats.broker.engine.event-loops");
    }

    @Test
    void shouldNameThePropertiesOnTheConfigurationPage() throws Exception {
        String page = Files.readString(Path.of("../docs/configuration.md"));
        Set<String> names = properties().stream()
                .map(property -> property.path("name").asString())
                .collect(Collectors.toSet());

        Set<String> onPage = Pattern.compile("`(nats\\.broker\\.[a-z.-]+)`")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.endsWith("."))
                .collect(Collectors.toSet());

        assertThat(onPage).hasSizeGreaterThan(60);
        // Three are about the page itself; permissions have properties of their own, described in the text.
        assertThat(names)
                .filteredOn(name -> !Set.of("nats.broker.enabled", "nats.broker.embedded", "nats.broker.config-file")
                        .contains(name))
                .filteredOn(name -> !name.startsWith("nats.broker.authorization.default-permissions."))
                .allSatisfy(name -> assertThat(onPage).contains(name));
        assertThat(onPage)
                .filteredOn(name -> !name.equals("nats.broker.authorization.default-permissions"))
                .allSatisfy(name -> assertThat(names).contains(name));
    }

    @Test
    void shouldTellDefaults() throws Exception {
        assertThat(properties())
                .filteredOn(property -> property.path("name").asString().equals("nats.broker.port"))
                .singleElement()
                .satisfies(port -> assertThat(port.path("defaultValue").asInt()).isEqualTo(4222));
    }
}
