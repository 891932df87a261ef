package dev.natsbroker.broker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules on the text of the sources of all modules. */
class SourceRulesTest {

    private static final int MAIN_LINES_MAX = 500;
    private static final int TEST_LINES_MAX = 800;

    /**
     * Files that are longer than the limit for a written reason. A ratchet: a limit here may shrink, never grow, and
     * the entry goes when the file fits.
     */
    private static final Map<String, Integer> LINES_MAX_BY_EXCEPTION = Map.of();

    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");
    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b");

    private final SourceTree tree = SourceTree.find();

    @Test
    void shouldKeepFilesShort() {
        // given
        Map<String, Integer> tooLong = new TreeMap<>();

        // when
        collectLongerThan(MAIN_LINES_MAX, tree.mainSources(), tooLong);
        collectLongerThan(TEST_LINES_MAX, tree.testSources(), tooLong);

        // then
        assertThat(tooLong)
                .as("files above %d lines (tests: %d); split them by concern", MAIN_LINES_MAX, TEST_LINES_MAX)
                .isEmpty();
    }

    private void collectLongerThan(int limit, List<Path> sources, Map<String, Integer> tooLong) {
        assertThat(sources).isNotEmpty();
        for (Path source : sources) {
            int lines = (int) SourceTree.read(source).lines().count();
            Integer exception = LINES_MAX_BY_EXCEPTION.get(tree.nameOf(source));
            if (lines > Objects.requireNonNullElse(exception, limit)) {
                tooLong.put(tree.nameOf(source), lines);
            }
        }
    }

    @Test
    void shouldDropExceptionsThatAreNoLongerNeeded() {
        // given
        Map<String, Integer> unneeded = new TreeMap<>(LINES_MAX_BY_EXCEPTION);

        // when
        for (Path source : tree.mainSources()) {
            if (SourceTree.read(source).lines().count() > MAIN_LINES_MAX) {
                unneeded.remove(tree.nameOf(source));
            }
        }

        // then
        assertThat(unneeded).isEmpty();
    }

    @Test
    void shouldMarkEveryPackageNullMarked() {
        // given
        TreeSet<String> unmarked = new TreeSet<>();

        // when
        for (Path source : tree.mainSources()) {
            Path info = source.resolveSibling("package-info.java");
            if (!Files.exists(info) || !SourceTree.read(info).contains("@NullMarked")) {
                unmarked.add(tree.nameOf(Objects.requireNonNull(source.getParent())));
            }
        }

        // then
        assertThat(unmarked)
                .as("packages without a package-info.java that says @NullMarked")
                .isEmpty();
    }

    @Test
    void shouldSynchronizeOnlyInTheRuntimePackage() {
        assertThat(mainSourcesWhere(code -> SYNCHRONIZED.matcher(code).find()))
                .as("sources with `synchronized`: state has one owner thread, others send it a message")
                .allMatch(name -> name.contains("/dev/natsbroker/broker/runtime/"));
    }

    @Test
    void shouldNeverSleepInTests() {
        // given
        List<String> sleeping = new ArrayList<>();

        // when
        for (Path source : tree.testSources()) {
            if (SLEEP.matcher(SourceTree.codeOf(source)).find()) {
                sleeping.add(tree.nameOf(source));
            }
        }

        // then
        assertThat(sleeping)
                .as("tests that sleep; wait for an event or move a clock")
                .isEmpty();
    }

    private List<String> mainSourcesWhere(Predicate<String> rule) {
        return tree.mainSources().stream()
                .filter(source -> rule.test(SourceTree.codeOf(source)))
                .map(tree::nameOf)
                .toList();
    }
}
