package dev.natsbroker.broker.jetstream.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SubjectTableTest {
    private final SubjectTable table = new SubjectTable(7);

    @Test
    void shouldKnowNothingAtFirst() {
        assertThat(find("a")).isEqualTo(SubjectTable.NONE);
        assertThat(table.size()).isZero();
        assertThat(table.isLive(0)).isFalse();
        assertThat(shown(SubjectFilter.ALL)).isEmpty();
    }

    @Test
    void shouldCountTheMessagesOfASubject() {
        int id = add("orders.new", 4);
        assertThat(add("orders.new", 9)).isEqualTo(id);

        assertThat(table.count(id)).isEqualTo(2);
        assertThat(table.first(id)).isEqualTo(4);
        assertThat(table.last(id)).isEqualTo(9);
        assertThat(text(id)).isEqualTo("orders.new");
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheIdAgainOnceTheLastMessageIsRemoved() {
        int id = add("a", 1);
        add("a", 2);

        assertThat(table.removeOne(id)).isFalse();
        assertThat(find("a")).isEqualTo(id);
        assertThat(table.removeOne(id)).isTrue();

        assertThat(find("a")).isEqualTo(SubjectTable.NONE);
        assertThat(add("b", 3)).isEqualTo(id);
        assertThat(table.count(id)).isEqualTo(1);
        assertThat(table.first(id)).isEqualTo(3);
        assertThat(text(id)).isEqualTo("b");
    }

    @Test
    void shouldChangeItsGenerationOnlyWhenASubjectComesOrGoes() {
        long empty = table.generation();
        int id = add("a", 1);
        long one = table.generation();
        add("a", 2);
        table.removeOne(id);
        assertThat(one).isNotEqualTo(empty);
        assertThat(table.generation()).isEqualTo(one);

        table.removeOne(id);

        assertThat(table.generation()).isNotEqualTo(one).isNotEqualTo(empty);
    }

    @Test
    void shouldKeepSubjectsOfAnyLength() {
        for (int length : new int[] {1, 3, 4, 7, 8, 9, 300, 65_527, 65_528, 65_529, 200_000}) {
            String subject = "s".repeat(length);
            int id = add(subject, length);
            assertThat(text(id)).isEqualTo(subject);
            assertThat(find(subject)).isEqualTo(id);
        }
        table.remove(find("s".repeat(200_000)));
        assertThat(find("s".repeat(200_000))).isEqualTo(SubjectTable.NONE);
        assertThat(find("s".repeat(65_529))).isNotEqualTo(SubjectTable.NONE);
    }

    @Test
    void shouldSeeSubjectsThatComeAfterAFilterWasResolved() {
        SubjectFilter filter = SubjectFilter.of("a.*");
        MatchedSubjects matched = table.matched(filter);
        add("b.1", 1);
        int first = add("a.1", 2);
        assertThat(matched.messages()).isEqualTo(1);

        int second = add("a.2", 3);
        add("a.1", 4);

        assertThat(table.matched(filter)).isSameAs(matched);
        assertThat(matched.matches(first)).isTrue();
        assertThat(matched.matches(second)).isTrue();
        assertThat(matched.messages()).isEqualTo(3);
        assertThat(matched.isFew(1)).isFalse();
        assertThat(matched.isFew(2)).isTrue();
    }

    @Test
    void shouldForgetWhatItKnewOfAnIdThatAnotherSubjectGets() {
        MatchedSubjects matched = table.matched(SubjectFilter.of("a.*"));
        int id = add("a.1", 1);
        assertThat(matched.matches(id)).isTrue();
        assertThat(matched.next(0)).isEqualTo(id);

        table.remove(id);
        assertThat(matched.next(0)).isEqualTo(SubjectTable.NONE);
        assertThat(add("b.1", 2)).isEqualTo(id);

        assertThat(matched.matches(id)).isFalse();
        assertThat(matched.next(0)).isEqualTo(SubjectTable.NONE);
        assertThat(matched.messages()).isZero();
    }

    @Test
    void shouldFindFewMatchesAmongMany() {
        MatchedSubjects matched = table.matched(SubjectFilter.of("rare.*"));
        for (int i = 0; i < 20_000; i++) {
            add((i % 6_500 == 64 ? "rare." : "often.") + i, i);
        }
        assertThat(matched.next(0)).isEqualTo(64);
        assertThat(matched.next(64)).isEqualTo(64);
        assertThat(matched.next(65)).isEqualTo(6_564);
        assertThat(matched.next(6_565)).isEqualTo(13_064);

        table.remove(6_564);
        assertThat(matched.next(65)).isEqualTo(13_064);
        table.remove(13_064);
        assertThat(matched.next(65)).isEqualTo(19_564);
        assertThat(matched.next(19_565)).isEqualTo(SubjectTable.NONE);
        assertThat(matched.next(1_000_000)).isEqualTo(SubjectTable.NONE);

        assertThat(add("rare.again", 1)).isEqualTo(13_064);
        assertThat(add("rare.too", 1)).isEqualTo(6_564);
        assertThat(matched.next(65)).isEqualTo(6_564);
        assertThat(matched.messages()).isEqualTo(4);
    }

    @Test
    void shouldForgetEverythingWhenItHasMissedTooMuch() {
        MatchedSubjects matched = table.matched(SubjectFilter.of("a.*"));
        int id = add("a.1", 1);
        int other = add("a.2", 1);
        assertThat(matched.messages()).isEqualTo(2);

        for (int i = 0; i < 5000; i++) {
            table.remove(id);
            assertThat(add("b." + i, i)).isEqualTo(id);
        }

        assertThat(matched.matches(id)).isFalse();
        assertThat(matched.matches(other)).isTrue();
        assertThat(matched.messages()).isEqualTo(1);
    }

    @Test
    void shouldFindTheSubjectsOfLiteralFiltersOnce() {
        add("a", 1);
        add("b", 2);
        add("c", 3);
        assertThat(shown(SubjectFilter.of(List.of("c", "a", "x", "a")))).containsOnlyKeys("a", "c");
    }

    @Test
    void shouldStartAnewWhenALargeTableIsEmptied() {
        MatchedSubjects matched = table.matched(SubjectFilter.of("t.*.x"));
        for (int i = 0; i < 100_000; i++) {
            add("t." + i + (i % 2 == 0 ? ".x" : ".y"), i);
        }
        assertThat(matched.messages()).isEqualTo(50_000);
        for (int i = 0; i < 100_000; i++) {
            table.remove(find("t." + i + (i % 2 == 0 ? ".x" : ".y")));
        }

        assertThat(table.limit()).isZero();
        int y = add("t.1.y", 1);
        int x = add("t.1.x", 2);
        assertThat(matched.matches(y)).isFalse();
        assertThat(matched.matches(x)).isTrue();
        assertThat(matched.messages()).isEqualTo(1);
    }

    @Test
    void shouldBehaveLikeAMapWhateverIsDone() {
        long seed = System.nanoTime();
        System.out.println("SubjectTableTest seed " + seed);
        Random random = new Random(seed);
        Map<String, long[]> model = new HashMap<>();
        List<SubjectFilter> filters =
                List.of(SubjectFilter.ALL, SubjectFilter.of("a.*"), SubjectFilter.of(List.of("b.>", "a.1", "*.2.*")));
        for (int i = 0; i < 120_000; i++) {
            step(random, model, i);
            if (i % 6_000 == 0) {
                filters.forEach(filter -> compare(model, filter));
            }
        }
        filters.forEach(filter -> compare(model, filter));
    }

    private void step(Random random, Map<String, long[]> model, int i) {
        boolean growing = i / 20_000 % 2 == 0;
        String subject =
                "abc".charAt(random.nextInt(3)) + "." + random.nextInt(6_000) + (random.nextBoolean() ? "" : ".x");
        int id = find(subject);
        long[] known = model.get(subject);
        assertThat(id != SubjectTable.NONE).isEqualTo(known != null);
        if (random.nextInt(10) < (growing ? 8 : 2)) {
            long[] next = known == null ? new long[] {0, i, i} : known;
            next[0]++;
            next[2] = i;
            model.put(subject, next);
            add(subject, i);
        } else if (known != null) {
            known[0]--;
            known[1]++;
            if (table.removeOne(id)) {
                assertThat(model.remove(subject)[0]).isZero();
            } else {
                table.first(id, known[1]);
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
    }

    private void compare(Map<String, long[]> model, SubjectFilter filter) {
        Map<String, List<Long>> expected = new TreeMap<>();
        model.forEach((subject, values) -> {
            byte[] bytes = subject.getBytes(UTF_8);
            if (filter.matches(bytes, 0, bytes.length)) {
                expected.put(subject, List.of(values[0], values[1], values[2]));
            }
        });
        assertThat(shown(filter)).isEqualTo(expected);
    }

    private Map<String, List<Long>> shown(SubjectFilter filter) {
        Map<String, List<Long>> shown = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        table.forEach(filter, (bytes, offset, length, count, first, last) -> {
            String subject = new String(bytes, offset, length, UTF_8);
            if (shown.put(subject, List.of(count, first, last)) != null) {
                twice.add(subject);
            }
            return true;
        });
        assertThat(twice).isEmpty();
        return shown;
    }

    private int find(String subject) {
        byte[] bytes = ("-" + subject).getBytes(UTF_8);
        return table.find(bytes, 1, bytes.length - 1);
    }

    private int add(String subject, long sequence) {
        byte[] bytes = ("-" + subject).getBytes(UTF_8);
        return table.add(bytes, 1, bytes.length - 1, sequence);
    }

    private String text(int id) {
        return new String(table.array(id), table.offset(id), table.length(id), UTF_8);
    }
}
