package dev.natsbroker.broker.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MappingTableTest {
    private static final long SEED = 4711;

    private final Random random = new Random(SEED);

    @Test
    void shouldMapOnceAndNotItsOwnResult() {
        MappingTable table =
                MappingTable.builder(random).add("a", "b").add("b", "c").build();

        assertThat(map(table, "a")).isEqualTo("b");
        assertThat(map(table, "b")).isEqualTo("c");
        assertThat(map(table, "x")).isEqualTo("x");
    }

    @Test
    void shouldPreferLiteralSourceThenOrder() {
        MappingTable table = MappingTable.builder(random)
                .add("a.>", "rest.>")
                .add("a.*", "star.$1")
                .add("a.b", "literal")
                .build();

        assertThat(map(table, "a.b")).isEqualTo("literal");
        assertThat(map(table, "a.c")).isEqualTo("rest.c");
    }

    @Test
    void shouldLeaveMalformedSubjectsAlone() {
        MappingTable table =
                MappingTable.builder(random).add("a.*.c", "x").add(">", "y.>").build();
        assertThat(map(table, "a..c")).isEqualTo("a..c");
    }

    @Test
    void shouldDistributeByWeight() {
        MappingTable table = table(
                "a.*",
                new Destination("b.$1", 70, null),
                new Destination("c.$1", 20, null),
                new Destination("d", 10, null));

        Map<String, Integer> counts = countsOf(table, "a.x");

        assertThat(counts).containsOnlyKeys("b.x", "c.x", "d");
        assertThat(counts.get("b.x")).isBetween(6_800, 7_200);
        assertThat(counts.get("c.x")).isBetween(1_850, 2_150);
    }

    @Test
    void shouldKeepSubjectForTheRemainderOfTheWeights() {
        Map<String, Integer> counts = countsOf(table("a.*", new Destination("b", 30, null)), "a.x");

        assertThat(counts).containsOnlyKeys("b", "a.x");
        assertThat(counts.get("b")).isBetween(2_800, 3_200);
    }

    @Test
    void shouldDropTheRemainderWhenSourceIsListed() {
        Map<String, Integer> counts =
                countsOf(table("a", new Destination("a", 50, null), new Destination("b", 10, null)), "a");

        assertThat(counts).containsOnlyKeys("a", "b", "(dropped)");
        assertThat(counts.get("(dropped)")).isBetween(3_800, 4_200);
    }

    @Test
    void shouldApplyDestinationsOfOwnClusterOnly() {
        Destination[] destinations = {
            new Destination("any", 100, null), new Destination("east", 100, "E"), new Destination("west", 50, "W")
        };

        assertThat(countsOf(table("E", "a", destinations), "a")).containsOnlyKeys("east");
        assertThat(countsOf(table("W", "a", destinations), "a")).containsOnlyKeys("west", "a");
        assertThat(countsOf(table("N", "a", destinations), "a")).containsOnlyKeys("any");
        assertThat(countsOf(table(null, "a", destinations), "a")).containsOnlyKeys("any");
        assertThat(countsOf(table("N", "a", destinations[1]), "a")).containsOnlyKeys("a");
    }

    @Test
    void shouldRefuseBadEntries() {
        refuse("duplicate entry for \"b\"", "a", new Destination("b", 10, null), new Destination("b", 20, "E"));
        refuse("total weight needs to be <= 100", "a", new Destination("b", 60, null), new Destination("c", 60, null));
        refuse("individual weights need to be <= 100", "a", new Destination("b", 101, null));
        refuse("invalid subject", "a..b", new Destination("b", 10, null));
        refuse("invalid subject", "a b", new Destination("b", 10, null));
        refuse("invalid mapping destination: invalid transform", "a", new Destination("b..c", 10, null));
    }

    private void refuse(String reason, String source, Destination... destinations) {
        assertThatThrownBy(() -> table(source, destinations))
                .isInstanceOfSatisfying(
                        InvalidMappingException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage("Error adding mapping for \"" + source + "\" : " + reason);
    }

    private MappingTable table(String source, Destination... destinations) {
        return table(null, source, destinations);
    }

    private MappingTable table(@Nullable String cluster, String source, Destination... destinations) {
        MappingTable.Builder table = MappingTable.builder(random).cluster(cluster);
        for (Destination destination : destinations) {
            table.add(source, destination.text(), destination.weight(), destination.cluster());
        }
        return table.build();
    }

    private record Destination(
            String text, int weight, @Nullable String cluster) {}

    private static Map<String, Integer> countsOf(MappingTable table, String subject) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 10_000; i++) {
            counts.merge(map(table, subject), 1, Integer::sum);
        }
        return counts;
    }

    private static String map(MappingTable table, String subject) {
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        byte[] mapped = table.map(b, 0, b.length);
        if (mapped == null) {
            return "(dropped)";
        }
        return mapped == MappingTable.UNCHANGED ? subject : new String(mapped, StandardCharsets.UTF_8);
    }
}
