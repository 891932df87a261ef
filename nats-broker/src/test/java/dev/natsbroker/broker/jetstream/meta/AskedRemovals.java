package dev.natsbroker.broker.jetstream.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client has asked to have removed from a stream in this life of the server: purges, deletes, roll-ups. */
final class AskedRemovals {
    /** One of them. */
    static final class Removal {
        private final @Nullable String subject;
        private final long from;
        private final long keep;
        private long below;

        private Removal(@Nullable String subject, long from, long below, long keep) {
            this.subject = subject;
            this.from = from;
            this.below = below;
            this.keep = keep;
        }

        /** It has been done, and does not touch what comes from {@code sequence} on. */
        void done(long sequence) {
            below = Math.min(below, sequence);
        }

        /** What of this it has to remove, as far as there are no others behind it. */
        List<Long> targets(StreamSnapshot stream) {
            List<Long> targets = new ArrayList<>();
            matching(stream.messages()).keySet().forEach(targets::add);
            return targets.subList(0, (int) Math.max(0, targets.size() - keep));
        }

        private SortedMap<Long, MessageView> matching(Map<Long, MessageView> messages) {
            SortedMap<Long, MessageView> matching = new TreeMap<>(messages);
            matching.entrySet()
                    .removeIf(each -> each.getKey() < from
                            || each.getKey() >= below
                            || subject != null
                                    && !subject.equals(each.getValue().subject()));
            return matching;
        }

        private boolean explains(long sequence, StreamSnapshot before, StreamSnapshot after) {
            SortedMap<Long, MessageView> matching = matching(before.messages());
            if (!matching.containsKey(sequence)) {
                return false;
            }
            matching.putAll(matching(after.messages()));
            return matching.tailMap(sequence + 1).size() >= keep;
        }
    }

    private final List<Removal> all = new ArrayList<>();

    Removal one(long sequence) {
        return add(new Removal(null, sequence, sequence + 1, 0));
    }

    /** All below {@code below} but the last {@code keep}, of one subject or of all. */
    Removal below(@Nullable String subject, long below, long keep) {
        return add(new Removal(subject, 0, below, keep));
    }

    private Removal add(Removal removal) {
        all.add(removal);
        return removal;
    }

    /** Whether one of them may have removed this message between the two moments. */
    boolean explain(long sequence, StreamSnapshot before, StreamSnapshot after) {
        return all.stream().anyMatch(each -> each.explains(sequence, before, after));
    }

    /** Whether there were any. */
    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The server has ended; what has not been done will not be done. */
    void clear() {
        all.clear();
    }
}
