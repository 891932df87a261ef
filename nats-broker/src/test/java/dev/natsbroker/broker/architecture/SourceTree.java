package dev.natsbroker.broker.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java sources of all modules of this checkout, samples included. */
final class SourceTree {

    private static final Pattern COMMENTS_AND_LITERALS = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'",
            Pattern.DOTALL);

    private final Path root;

    private SourceTree(Path root) {
        this.root = root;
    }

    /** Finds the root of the checkout: the nearest folder upwards that holds {@code .mvn}. */
    static SourceTree find() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder with .mvn above " + Path.of("").toAbsolutePath());
        }
        return new SourceTree(folder);
    }

    List<Path> mainSources() {
        return sources("src/main/java");
    }

    List<Path> testSources() {
        return sources("src/test/java");
    }

    /** The path below the root, with forward slashes. */
    String nameOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The source without comments, strings and character literals. */
    static String codeOf(Path file) {
        return COMMENTS_AND_LITERALS.matcher(read(file)).replaceAll(" ");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> sources(String sourceFolder) {
        return Stream.concat(children(root).stream(), children(root.resolve("samples")).stream())
                .filter(module -> Files.isRegularFile(module.resolve("pom.xml")))
                .map(module -> module.resolve(sourceFolder))
                .filter(Files::isDirectory)
                .flatMap(folder -> javaFilesBelow(folder).stream())
                .toList();
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFilesBelow(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
