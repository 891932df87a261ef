package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.core.StartupMode;
import dev.natsbroker.spring.listener.jetstream.AckMode;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.topology.Provision;
import io.nats.client.Options;
import java.beans.PropertyDescriptor;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks what editors show of the properties, and the page that lists them. */
class NatsPropertiesMetadataTest {
    /** What the values of maps of properties are: editors find their properties by the class. */
    private static final Map<String, Class<?>> MAPS = Map.of(
            "nats.jetstream.streams.<name>.",
            StreamProperties.class,
            "nats.jetstream.streams.<name>.consumers.<durable>.",
            ConsumerProperties.class,
            "nats.jetstream.key-value-buckets.<name>.",
            BucketProperties.class,
            "nats.jetstream.object-store-buckets.<name>.",
            BucketProperties.class);

    /** Options of {@link BucketProperties} that object stores do not have. */
    private static final Set<String> KEY_VALUE_ONLY = Set.of("history", "limit-marker", "max-value-size");

    private static JsonNode metadata() throws Exception {
        try (InputStream in = Objects.requireNonNull(
                NatsProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            return JsonMapper.builder().build().readTree(in);
        }
    }

    private static Stream<JsonNode> nodes(String kind) throws Exception {
        return StreamSupport.stream(metadata().path(kind).spliterator(), false);
    }

    private static List<JsonNode> properties() throws Exception {
        return nodes("properties")
                .filter(property ->
                        name(property).startsWith("nats.") && !name(property).startsWith("nats.broker."))
                .toList();
    }

    private static String name(JsonNode node) {
        return node.path("name").asString();
    }

    @Test
    void shouldDescribeEachProperty() throws Exception {
        assertThat(properties()).hasSizeGreaterThan(55).allSatisfy(property -> {
            String description = property.path("description").asString();
            assertThat(description).as(name(property)).endsWith(".").doesNotStartWith("The ");
            if (property.path("type").asString().equals("java.lang.Boolean")) {
                assertThat(description).as(name(property)).startsWith("Whether ");
            }
        });
    }

    @Test
    void shouldKnowThePropertiesOfEachArea() throws Exception {
        assertThat(properties())
                .extracting(NatsPropertiesMetadataTest::name)
                .contains(
                        "nats.enabled",
                        "nats.servers",
                        "nats.credentials-file",
                        "nats.ssl.bundle",
                        "nats.reconnect.max-attempts",
                        "nats.options",
                        "nats.connections",
                        "nats.listener.concurrency",
                        "nats.jetstream.provision",
                        "nats.jetstream.streams",
                        "nats.jetstream.listener.retry.max-attempts",
                        "nats.cache.bucket",
                        "nats.lock.lease",
                        "nats.after-commit");
    }

    @Test
    void shouldHintAtValues() throws Exception {
        Map<String, List<String>> hints = nodes("hints")
                .collect(Collectors.toMap(NatsPropertiesMetadataTest::name, NatsPropertiesMetadataTest::valuesOf));
        Set<String> names =
                properties().stream().map(NatsPropertiesMetadataTest::name).collect(Collectors.toSet());

        assertThat(hints.keySet()).allSatisfy(hint -> assertThat(names).contains(hint.replaceAll("\\.keys$", "")));
        assertThat(hints.get("nats.servers")).contains("nats://localhost:4222", "tls://localhost:4222");
        assertThat(hints).containsKey("nats.ssl.bundle");
        assertThat(hints.get("nats.startup")).containsExactlyElementsOf(kebab(StartupMode.values()));
        assertThat(hints.get("nats.jetstream.provision")).containsExactlyElementsOf(kebab(Provision.values()));
        assertThat(hints.get("nats.jetstream.listener.provision")).containsExactlyElementsOf(kebab(Provision.values()));
        assertThat(hints.get("nats.jetstream.listener.ack-mode")).containsExactlyElementsOf(kebab(AckMode.values()));
        assertThat(hints.get("nats.jetstream.listener.startup-failure-policy"))
                .containsExactlyElementsOf(kebab(StartupFailurePolicy.values()));
        assertThat(hints.get("nats.after-commit"))
                .containsExactlyElementsOf(kebab(NatsProperties.AfterCommitTarget.values()));
        assertThat(optionsOfTheLibrary()).containsAll(hints.get("nats.options.keys"));
    }

    private static List<String> valuesOf(JsonNode hint) {
        return StreamSupport.stream(hint.path("values").spliterator(), false)
                .map(value -> value.path("value").asString())
                .toList();
    }

    private static List<String> kebab(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static Set<String> optionsOfTheLibrary() throws IllegalAccessException {
        Set<String> names = new TreeSet<>();
        for (Field field : Options.class.getFields()) {
            if (field.getName().startsWith("PROP_")
                    && Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof String name) {
                names.add(name.replaceFirst("^io\\.nats\\.client\\.", ""));
            }
        }
        return names;
    }

    @Test
    void shouldListThePropertiesOnTheirPage() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        for (JsonNode property : properties()) {
            expected.put(name(property), defaultOf(property));
        }
        MAPS.forEach((prefix, type) -> kebabProperties(type)
                .filter(name -> !prefix.contains("object-store") || !KEY_VALUE_ONLY.contains(name))
                .forEach(name -> expected.put(prefix + name, "*")));

        Map<String, String> onPage = page();

        assertThat(onPage.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(onPage).allSatisfy((name, value) -> {
            if (!"*".equals(expected.get(name))) {
                assertThat(value).as(name).isEqualTo(expected.get(name));
            }
        });
    }

    private static String defaultOf(JsonNode property) {
        JsonNode value = property.path("defaultValue");
        return value.isMissingNode() || value.isNull() ? "" : value.asString();
    }

    private static Map<String, String> page() throws Exception {
        String page = Files.readString(Path.of("../docs/client-properties.md"));
        return Pattern.compile("(?m)^\\| `(nats\\.[a-z.<>-]+)` \\| (?:`([^`]*)`)? *\\|")
                .matcher(page)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2) == null ? "" : row.group(2),
                        (first, second) -> {
                            throw new AssertionError("Listed twice");
                        },
                        TreeMap::new));
    }

    private static Stream<String> kebabProperties(Class<?> type) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
                .map(PropertyDescriptor::getName)
                .filter(name -> !name.equals("class"))
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }
}
