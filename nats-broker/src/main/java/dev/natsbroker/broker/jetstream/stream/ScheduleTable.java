package dev.natsbroker.broker.jetstream.stream;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The schedules of a stream by subject and by the time at which they fire. Owned by the lane. */
final class ScheduleTable {
    /**
     * One schedule.
     *
     * @param subject its subject as {@link ScheduleChecks#key} writes it
     * @param sequence of the message that is the schedule
     * @param dueNanos when it fires, in nanoseconds since 1970
     * @param setBy the sequence of the message that says so: the schedule, or what it published last
     */
    record Entry(String subject, long sequence, long dueNanos, long setBy) {}

    private final Map<String, Entry> bySubject = new HashMap<>();
    private final TreeSet<Entry> byTime =
            new TreeSet<>(Comparator.comparingLong(Entry::dueNanos).thenComparingLong(Entry::sequence));

    /** Adds a schedule, in the place of the one before it on that subject. */
    void put(String subject, long sequence, long dueNanos) {
        Entry before = bySubject.get(subject);
        if (before == null || before.sequence <= sequence) {
            replace(new Entry(subject, sequence, dueNanos, sequence));
        }
    }

    /** Message {@code setBy} says that the schedule fires at {@code dueNanos} next. */
    void next(String subject, long dueNanos, long setBy) {
        Entry before = bySubject.get(subject);
        if (before != null && before.setBy < setBy) {
            replace(new Entry(subject, before.sequence, dueNanos, setBy));
        }
    }

    /** Moves a schedule that could not fire. */
    void postpone(Entry entry, long dueNanos) {
        if (entry.equals(bySubject.get(entry.subject))) {
            replace(new Entry(entry.subject, entry.sequence, dueNanos, entry.setBy));
        }
    }

    private void replace(Entry entry) {
        remove(entry.subject);
        bySubject.put(entry.subject, entry);
        byTime.add(entry);
    }

    @Nullable
    Entry get(String subject) {
        return bySubject.get(subject);
    }

    void remove(String subject) {
        Entry entry = bySubject.remove(subject);
        if (entry != null) {
            byTime.remove(entry);
        }
    }

    void removeIf(Predicate<Entry> condition) {
        if (byTime.removeIf(condition)) {
            bySubject.values().removeIf(condition);
        }
    }

    /** The schedule that fires first, or null if there is none. */
    @Nullable
    Entry first() {
        return byTime.isEmpty() ? null : byTime.first();
    }

    /** All, the first to fire first. */
    Iterable<Entry> byTime() {
        return byTime;
    }

    int size() {
        return byTime.size();
    }
}
