package dev.natsbroker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Tells whether somebody has set a Spring property. If nobody has, the broker need not wait for Spring to read its sources, and
 * listens before any of Spring is loaded.
 */
final class SpringSources {
    private static final String[] PREFIXES = {"nats.broker.", "spring.", "management."};
    private static final String[] VARIABLE_PREFIXES = {"NATS_BROKER_", "SPRING_", "MANAGEMENT_"};

    private final Path folder;
    private final Collection<String> systemProperties;
    private final Collection<String> variables;

    /**
     * @param folder the current folder, where Spring Boot looks for {@code application.properties} and {@code config/}
     * @param systemProperties names of the system properties
     * @param variables names of the environment variables
     */
    SpringSources(Path folder, Collection<String> systemProperties, Collection<String> variables) {
        this.folder = folder;
        this.systemProperties = systemProperties;
        this.variables = variables;
    }

    static SpringSources ofThisProcess() {
        return new SpringSources(
                Path.of(""),
                System.getProperties().stringPropertyNames(),
                System.getenv().keySet());
    }

    boolean present() {
        return variables.stream().anyMatch(name -> startsWithAny(name.toUpperCase(Locale.ROOT), VARIABLE_PREFIXES))
                || systemProperties.stream().anyMatch(name -> startsWithAny(name, PREFIXES))
                || holdsApplicationFile(folder)
                || Files.isDirectory(folder.resolve("config")) && holdsApplicationFile(folder.resolve("config"));
    }

    private static boolean startsWithAny(String name, String[] prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsApplicationFile(Path folder) {
        for (String ending : new String[] {".properties", ".yaml", ".yml"}) {
            if (Files.exists(folder.resolve("application" + ending))) {
                return true;
            }
        }
        return holdsFileInAFolderBelow(folder);
    }

    /** Spring Boot also reads {@code config/<any folder>/application.properties}. */
    private static boolean holdsFileInAFolderBelow(Path folder) {
        if (!folder.endsWith("config")) {
            return false;
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).anyMatch(SpringSources::holdsApplicationFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
