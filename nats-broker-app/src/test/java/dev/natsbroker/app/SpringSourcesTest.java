package dev.natsbroker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpringSourcesTest {
    @TempDir
    Path folder;

    @Test
    void shouldFindNothingInAnOrdinaryProcess() throws IOException {
        // given
        Files.createDirectory(folder.resolve("config"));
        Files.createFile(folder.resolve("nats.conf"));

        // then
        assertThat(new SpringSources(folder, List.of("java.home", "user.dir"), List.of("PATH", "NATS_URL")).present())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application.properties",
                "application.yaml",
                "application.yml",
                "config/application.properties",
                "config/prod/application.yaml"
            })
    void shouldFindAFileThatSpringBootReads(String file) throws IOException {
        // given
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createFile(path);

        // then
        assertThat(new SpringSources(folder, List.of(), List.of()).present()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NATS_BROKER_PORT", "SPRING_APPLICATION_JSON", "MANAGEMENT_ENDPOINTS_ENABLED"})
    void shouldFindAVariable(String variable) {
        assertThat(new SpringSources(folder, List.of(), List.of(variable)).present())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats.broker.port", "spring.profiles.active", "management.server.port"})
    void shouldFindASystemProperty(String property) {
        assertThat(new SpringSources(folder, List.of(property), List.of()).present())
                .isTrue();
    }
}
