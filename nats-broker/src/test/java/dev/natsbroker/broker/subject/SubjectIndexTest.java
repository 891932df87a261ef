package dev.natsbroker.broker.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectIndexTest {
    private final SubjectIndex<String> index = new SubjectIndex<>();

    @Test
    void shouldFindPlainSubscriptionsOfLiteralAndWildcardFilters() {
        insert("a.b", null, "literal");
        insert("a.*", null, "star");
        insert("a.>", null, "rest");
        insert(">", null, "all");
        insert("*.c", null, "other");

        assertThat(plain("a.b")).containsExactlyInAnyOrder("literal", "star", "rest", "all");
        assertThat(plain("a.c")).containsExactlyInAnyOrder("star", "rest", "all", "other");
        assertThat(plain("a")).containsExactly("all");
    }

    @Test
    void shouldTreatWildcardTokensOfPublishedSubjectAsLiteral() {
        insert("foo.bar", null, "bar");
        insert("foo.*", null, "star");
        insert(">", null, "all");

        assertThat(plain("foo.*")).containsExactlyInAnyOrder("star", "all");
        assertThat(plain("foo.>")).containsExactlyInAnyOrder("star", "all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a.", "a.b."})
    void shouldMatchNothingForMalformedSubject(String subject) {
        insert(">", null, "all");
        insert("a.>", null, "a");
        insert("*.*", null, "two");

        assertThat(match(subject)).isSameAs(Matches.empty());
        assertThat(index.hasInterest(latin(subject), 0, subject.length())).isFalse();
    }

    @Test
    void shouldMakeOneGroupOfEqualQueueNames() {
        insert("a.b", "q", "1");
        insert("a.b", "q", "2");
        insert("a.b", "r", "3");
        insert("a.*", "q", "4");
        insert("a.>", "q", "5");
        insert("a.>", "s", "6");

        Matches<String> matches = match("a.b");

        assertThat(matches.plainCount()).isZero();
        assertThat(groups(matches)).containsExactlyInAnyOrder("q:[1, 2, 4, 5]", "r:[3]", "s:[6]");
    }

    @Test
    void shouldForgetRemovedSubscriptionsAndTheirNodes() {
        List<SubjectIndex.Entry<String>> entries = new ArrayList<>();
        for (String filter : List.of("a.b", "a.b", "a.*", "a.*.>", "a.*.c", ">")) {
            entries.add(insert(filter, null, filter));
            entries.add(insert(filter, "q", filter));
        }

        entries.forEach(entry -> assertThat(index.remove(entry)).isTrue());

        assertThat(index.size()).isZero();
        assertThat(index.inserts()).isEqualTo(12);
        assertThat(index.removes()).isEqualTo(12);
        assertThat(match("a.b")).isSameAs(Matches.empty());
        assertThat(index.hasNodes()).isFalse();
    }

    @Test
    void shouldIgnoreSecondRemovalOfOneEntry() {
        SubjectIndex.Entry<String> first = insert("a", null, "1");
        insert("a", null, "2");
        index.remove(first);

        assertThat(index.remove(first)).isFalse();
        assertThat(plain("a")).containsExactly("2");
        assertThat(index.size()).isEqualTo(1);
    }

    @Test
    void shouldRefuseInvalidSubject() {
        assertThatThrownBy(() -> insert("a..b", null, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a..b\"");
        assertThat(index.size()).isZero();
    }

    @Test
    void shouldKeepResultsUnchangedAfterLaterChanges() {
        SubjectIndex.Entry<String> entry = insert("a", null, "1");
        insert("a", "q", "2");
        Matches<String> before = match("a");
        index.remove(entry);
        insert("a", "q", "3");

        assertThat(before.plain(0)).isEqualTo("1");
        assertThat(groups(before)).containsExactly("q:[2]");
    }

    @Test
    void shouldStoreEqualSubjectsAndQueueNamesOnce() {
        SubjectIndex.Entry<String> first = insert("a", "q", "1");
        SubjectIndex.Entry<String> second = insert("a", "q", "2");
        SubjectIndex.Entry<String> plain = insert("a", null, "3");

        assertThat(second.subject()).isSameAs(first.subject());
        assertThat(plain.subject()).isSameAs(first.subject());
        assertThat(second.queue()).isSameAs(first.queue());
    }

    @Test
    void shouldSurviveSubjectsWithVeryManyTokens() {
        String deep = "a.".repeat(200_000) + "a";
        insert("*.".repeat(200_000) + "a", null, "stars");
        insert("a.".repeat(200_000) + "*", null, "literals");
        insert(">", null, "all");

        assertThat(plain(deep)).containsExactlyInAnyOrder("stars", "literals", "all");
        List<String> seen = new ArrayList<>();
        index.forEach(entry -> seen.add(entry.value()));
        assertThat(seen).containsExactlyInAnyOrder("stars", "literals", "all");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20260729})
    void shouldAgreeWithNaiveScanOverRandomOperations(long seed) {
        System.out.println("SubjectIndexTest seed " + seed);
        Random random = new Random(seed);
        SubjectIndex<Integer> tested = new SubjectIndex<>(seed);
        List<SubjectIndex.Entry<Integer>> model = new ArrayList<>();
        for (int step = 0; step < 8_000; step++) {
            boolean growing = step / 1_000 % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
                byte[] filter = randomSubject(random, true);
                byte[] queue = random.nextInt(3) == 0 ? latin("q" + random.nextInt(3)) : null;
                model.add(tested.insert(filter, queue, step));
            } else {
                int victim = random.nextInt(model.size());
                tested.remove(model.get(victim));
                model.set(victim, model.get(model.size() - 1));
                model.remove(model.size() - 1);
            }
            assertThat(tested.size()).isEqualTo(model.size());
            if (step % 4 == 0) {
                checkAgainst(model, tested, randomSubject(random, random.nextInt(10) == 0));
            }
        }
        List<SubjectIndex.Entry<Integer>> seen = new ArrayList<>();
        tested.forEach(seen::add);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(model);
        model.forEach(tested::remove);
        assertThat(tested.hasNodes()).isFalse();
    }

    @Test
    void shouldRemoveAnyOfManySubscriptionsOnOneSubjectQuickly() {
        List<SubjectIndex.Entry<String>> entries = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            entries.add(insert(i % 2 == 0 ? "a" : "a.*", null, "x"));
        }
        // removing by search would take 100,000² / 4 steps here
        entries.forEach(index::remove);
        assertThat(index.size()).isZero();
        assertThat(index.hasNodes()).isFalse();
    }

    @Test
    void shouldHoldOneMillionLiteralSubjects() {
        SubjectIndex<Integer> tested = new SubjectIndex<>(42);
        List<SubjectIndex.Entry<Integer>> entries = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            entries.add(tested.insert(millionth(i), null, i));
        }
        for (int i = 0; i < 1_000_000; i++) {
            byte[] subject = millionth(i);
            Matches<Integer> matches = tested.match(subject, 0, subject.length);
            if (matches.plainCount() != 1 || matches.plain(0) != i) {
                throw new AssertionError("subject " + i + " found " + matches);
            }
        }
        assertThat(tested.hasInterest(latin("device.x.status"), 0, 15)).isFalse();
        entries.forEach(tested::remove);
        assertThat(tested.hasNodes()).isFalse();
    }

    private static byte[] millionth(int i) {
        return latin("device." + i + ".status");
    }

    private static void checkAgainst(
            List<SubjectIndex.Entry<Integer>> model, SubjectIndex<Integer> tested, byte[] subject) {
        List<Integer> plain = new ArrayList<>();
        TreeMap<String, List<Integer>> groups = new TreeMap<>();
        for (SubjectIndex.Entry<Integer> entry : model) {
            byte[] queue = entry.queue();
            if (!Subjects.matches(entry.subject(), subject)) {
                continue;
            }
            if (queue == null) {
                plain.add(entry.value());
            } else {
                groups.computeIfAbsent(text(queue), key -> new ArrayList<>()).add(entry.value());
            }
        }
        byte[] framed = latin("x." + text(subject) + ".x");
        Matches<Integer> matches = tested.match(framed, 2, subject.length);

        List<Integer> plainFound = new ArrayList<>();
        for (int i = 0; i < matches.plainCount(); i++) {
            plainFound.add(matches.plain(i));
        }
        List<String> groupsExpected = new ArrayList<>();
        groups.forEach((queue, members) -> groupsExpected.add(queue + sorted(members)));
        List<String> groupsFound = new ArrayList<>();
        for (int g = 0; g < matches.groupCount(); g++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < matches.groupSize(g); i++) {
                members.add(matches.member(g, i));
            }
            groupsFound.add(text(matches.queue(g)) + sorted(members));
        }
        assertThat(plainFound).as(text(subject)).containsExactlyInAnyOrderElementsOf(plain);
        assertThat(groupsFound).as(text(subject)).containsExactlyInAnyOrderElementsOf(groupsExpected);
        assertThat(matches.isEmpty()).isEqualTo(plain.isEmpty() && groups.isEmpty());
        assertThat(tested.hasInterest(subject, 0, subject.length)).isEqualTo(!matches.isEmpty());
    }

    private static List<Integer> sorted(List<Integer> members) {
        return members.stream().sorted().toList();
    }

    /** Few different tokens, so that filters overlap and subjects repeat. */
    private static byte[] randomSubject(Random random, boolean wildcards) {
        int tokens = 1 + random.nextInt(4);
        StringBuilder subject = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            int kind = random.nextInt(8);
            String token;
            if (wildcards && kind == 0) {
                token = "*";
            } else if (wildcards && kind == 1 && i == tokens - 1) {
                token = ">";
            } else {
                token = kind == 2 ? "a*" : String.valueOf((char) ('a' + random.nextInt(5)));
            }
            subject.append(i == 0 ? "" : ".").append(token);
        }
        return latin(subject.toString());
    }

    private SubjectIndex.Entry<String> insert(String subject, @Nullable String queue, String value) {
        return index.insert(latin(subject), queue == null ? null : latin(queue), value);
    }

    private Matches<String> match(String subject) {
        return index.match(latin(subject), 0, subject.length());
    }

    private List<String> plain(String subject) {
        Matches<String> matches = match(subject);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < matches.plainCount(); i++) {
            values.add(matches.plain(i));
        }
        assertThat(matches.groupCount()).isZero();
        return values;
    }

    private static List<String> groups(Matches<String> matches) {
        List<String> groups = new ArrayList<>();
        for (int g = 0; g < matches.groupCount(); g++) {
            List<String> members = new ArrayList<>();
            for (int i = 0; i < matches.groupSize(g); i++) {
                members.add(matches.member(g, i));
            }
            groups.add(text(matches.queue(g)) + ':' + members.stream().sorted().toList());
        }
        return groups;
    }

    private static String text(byte[] b) {
        return new String(b, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
