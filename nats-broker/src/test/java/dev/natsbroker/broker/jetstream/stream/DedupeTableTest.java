package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedupeTableTest {
    private static final long WINDOW = 1_000;

    private record Entry(long sequence, long time) {}

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static long find(DedupeTable table, String id, long now) {
        byte[] bytes = bytes("--" + id + "-");
        return table.find(bytes, 2, bytes.length - 3, now);
    }

    private static void put(DedupeTable table, String id, long sequence, long now) {
        table.put(bytes(id), 0, bytes(id).length, sequence, now);
    }

    @Test
    void shouldForgetAtTheEndOfTheWindow() {
        DedupeTable table = new DedupeTable(1, WINDOW);
        put(table, "a", 1, 0);
        put(table, "b", 2, 500);
        assertThat(find(table, "a", 999)).isEqualTo(1);
        assertThat(table.nextExpiryNanos()).isEqualTo(1_000);
        assertThat(find(table, "a", 1_000)).isZero();
        assertThat(find(table, "b", 1_000)).isEqualTo(2);
        table.window(0);
        assertThat(table.size()).isZero();
        assertThat(table.isOn()).isFalse();
    }

    @Test
    void shouldLetAnIdCountAnew() {
        DedupeTable table = new DedupeTable(1, WINDOW);
        put(table, "a", 1, 0);
        put(table, "a", 2, 900);
        assertThat(find(table, "a", 1_100)).isEqualTo(2);
        assertThat(find(table, "a", 1_900)).isZero();
        assertThat(table.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDoWhatASimpleMapDoes(long seed) {
        Random random = new Random(seed); // the seed is in the test's name
        DedupeTable table = new DedupeTable(seed, WINDOW);
        Map<String, Entry> model = new LinkedHashMap<>();
        long now = 0;
        for (int i = 1; i < 40_000; i++) {
            int step = i % 10_000 < 5_000 ? 1 : 40;
            now += random.nextInt(3) == 0 ? random.nextInt(step + 1) : 0;
            String id = "id-" + "x".repeat(random.nextInt(40)) + random.nextInt(3_000);
            long time = now;
            if (i % 2_000 == 0) {
                model.values().removeIf(entry -> time - entry.time() >= WINDOW);
            }
            Entry expected = model.get(id);
            long known = expected == null || now - expected.time() >= WINDOW ? 0 : expected.sequence();
            if (find(table, id, now) != known) {
                fail("%s at %d is %d, not %d", id, now, find(table, id, now), known);
            }
            if (known == 0 || random.nextInt(10) == 0) {
                put(table, id, i, now);
                model.put(id, new Entry(i, now));
            }
        }
    }

    @Test
    void shouldHoldManyLongIds() {
        DedupeTable table = new DedupeTable(1, WINDOW);
        String tail = "y".repeat(3_000);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                put(table, i + tail, i + 1, round * 2_000L + i / 10);
            }
            assertThat(find(table, "0" + tail, round * 2_000L + 200)).isEqualTo(1);
            assertThat(find(table, "1999" + tail, round * 2_000L + 200)).isEqualTo(2_000);
        }
    }
}
