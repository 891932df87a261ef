package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TtlDeadlinesTest {
    private record Entry(long deadline, long sequence) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldDoWhatAPriorityQueueDoes(long seed) {
        Random random = new Random(seed); // the seed is in the test's name
        TtlDeadlines deadlines = new TtlDeadlines();
        PriorityQueue<Entry> model =
                new PriorityQueue<>(Comparator.comparingLong(Entry::deadline).thenComparingLong(Entry::sequence));
        for (long i = 1; i < 20_000; i++) {
            if (random.nextInt(i % 5_000 < 2_500 ? 3 : 2) > 0 || model.isEmpty()) {
                Entry entry = new Entry(random.nextInt(500), i);
                deadlines.add(i, entry.deadline());
                model.add(entry);
            } else {
                Entry first = model.remove();
                assertThat(deadlines.next()).isEqualTo(first.deadline());
                assertThat(deadlines.poll()).isEqualTo(first.sequence());
            }
            if (i % 6_000 == 0) {
                deadlines.retain(sequence -> sequence % 2 == 0);
                model.removeIf(entry -> entry.sequence() % 2 != 0);
            }
            assertThat(deadlines.size()).isEqualTo(model.size());
        }
        deadlines.clear();
        assertThat(deadlines.next()).isEqualTo(Long.MAX_VALUE);
    }
}
