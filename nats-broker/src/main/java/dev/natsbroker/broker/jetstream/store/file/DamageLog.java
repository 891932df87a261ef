package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.StoreDamage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What could not be read. Bounded, so that a broken disk does not fill the memory. Owned by the stream's lane. */
final class DamageLog {
    private static final int SEQUENCES_MAX = 100_000;
    private static final int REPORTS_MAX = 200;

    private final TreeSet<Long> sequences = new TreeSet<>();
    private final List<String> reports = new ArrayList<>();
    private long bytes;

    void report(String text) {
        if (reports.size() < REPORTS_MAX && !reports.contains(text)) {
            reports.add(text);
        }
    }

    /** A message is lost. */
    void lost(long sequence) {
        if (sequences.size() < SEQUENCES_MAX) {
            sequences.add(sequence);
        }
    }

    /** Bytes of a file mean nothing. */
    void bytes(long count) {
        bytes += count;
    }

    @Nullable
    StoreDamage get() {
        return reports.isEmpty() && sequences.isEmpty()
                ? null
                : new StoreDamage(List.copyOf(sequences), bytes, List.copyOf(reports));
    }
}
