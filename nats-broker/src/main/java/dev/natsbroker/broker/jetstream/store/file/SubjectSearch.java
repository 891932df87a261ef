package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.MatchedSubjects;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.SubjectTable;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages by their subjects. Segments without a matching subject are passed over, in the others the chains of the matching
 * subjects are followed if they are few, else the entries are looked at. Owned by the stream's lane.
 *
 * <p>The first sequence of a subject in the {@link SubjectTable} is a lower bound: when the first message of a subject is removed, the
 * next is not looked for until somebody asks.
 */
final class SubjectSearch {
    /** So many subjects are few. */
    private static final int FEW = 8;

    private final StreamCore core;
    private final SubjectTable table;
    private final int[] few = new int[FEW];
    /** Which subjects of a segment match, for a scan. */
    private boolean[] matching = {};

    private @Nullable SegmentIndex matchedIndex;
    private @Nullable SubjectFilter matchedFilter;
    private long matchedGeneration;
    private int matchedSubjects;

    SubjectSearch(StreamCore core) {
        this.core = core;
        this.table = core.table;
    }

    long next(SubjectFilter filter, long fromSequence) {
        long from = Math.max(fromSequence, Math.max(1, core.first));
        if (core.messages == 0 || from > core.last) {
            return 0;
        }
        if (filter.isAll()) {
            return core.nextLive(from);
        }
        int count = fewIds(filter);
        return count >= 0 ? nextOfFew(count, from) : nextOfMany(filter, from);
    }

    /** Puts the matching ids into {@link #few} and returns how many they are, -1 if too many. */
    private int fewIds(SubjectFilter filter) {
        MatchedSubjects matched = table.matched(filter);
        int count = 0;
        for (int id = matched.next(0); id != SubjectTable.NONE; id = matched.next(id + 1)) {
            if (count == FEW) {
                return -1;
            }
            few[count++] = id;
        }
        return count;
    }

    private long nextOfFew(int count, long from) {
        long start = Long.MAX_VALUE;
        long end = 0;
        for (int i = 0; i < count; i++) {
            start = Math.min(start, table.first(few[i]));
            end = Math.max(end, table.last(few[i]));
        }
        long at = Math.max(from, start);
        for (int n = core.segments.numberOf(at); n < core.segments.size(); n++) {
            Segment segment = core.segments.get(n);
            if (segment.first > end) {
                return 0;
            }
            long found = segment.messages == 0 || passesOver(segment, count) ? 0 : nextOfFew(segment, count, at);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    private boolean passesOver(Segment segment, int count) {
        int[] ids = segment.subjects;
        if (ids == null || segment.index != null) {
            return false;
        }
        for (int id : ids) {
            for (int i = 0; i < count; i++) {
                if (few[i] == id) {
                    return false;
                }
            }
        }
        return true;
    }

    private long nextOfFew(Segment segment, int count, long from) {
        SegmentIndex index = core.indexOf(segment);
        if (index == null) {
            return 0;
        }
        int start = (int) (Math.max(from, segment.first) - segment.first);
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (table.last(few[i]) < segment.first || table.first(few[i]) > segment.last) {
                continue;
            }
            int local = index.find(few[i]);
            int entry = local == SegmentIndex.NONE ? SegmentIndex.NONE : index.next(local, start, segment.deleted);
            best = entry == SegmentIndex.NONE ? best : Math.min(best, entry);
        }
        return best == Integer.MAX_VALUE ? 0 : segment.first + best;
    }

    private long nextOfMany(SubjectFilter filter, long from) {
        for (int n = core.segments.numberOf(from); n < core.segments.size(); n++) {
            Segment segment = core.segments.get(n);
            SegmentIndex index = segment.messages == 0 ? null : core.indexOf(segment);
            if (index == null || match(filter, index) == 0) {
                continue;
            }
            int start = (int) (Math.max(from, segment.first) - segment.first);
            for (int i = segment.deleted.nextClear(start);
                    i < segment.entries();
                    i = segment.deleted.nextClear(i + 1)) {
                if (matching[index.locals[i]]) {
                    return segment.first + i;
                }
            }
        }
        return 0;
    }

    /** Finds out which subjects of a segment match; returns how many. */
    private int match(SubjectFilter filter, SegmentIndex index) {
        boolean known = matchedIndex == index && matchedFilter == filter && matchedGeneration == table.generation();
        int from = known ? matchedSubjects : 0;
        if (!known) {
            matchedCount = 0;
        }
        if (matching.length < index.subjects) {
            matching = java.util.Arrays.copyOf(matching, Math.max(index.subjects, matching.length * 2));
        }
        MatchedSubjects matched = table.matched(filter);
        for (int local = from; local < index.subjects; local++) {
            int id = index.ids[local];
            matching[local] = id != SubjectTable.NONE && table.isLive(id) && matched.matches(id);
            matchedCount += matching[local] ? 1 : 0;
        }
        matchedIndex = index;
        matchedFilter = filter;
        matchedGeneration = table.generation();
        matchedSubjects = index.subjects;
        return matchedCount;
    }

    private int matchedCount;

    long previous(SubjectFilter filter, long upToSequence) {
        long upTo = Math.min(upToSequence, core.last);
        if (core.messages == 0 || upTo < core.first) {
            return 0;
        }
        if (filter.isAll()) {
            return core.previousLive(upTo);
        }
        int count = fewIds(filter);
        for (int n = Math.min(core.segments.numberOf(upTo), core.segments.size() - 1); n >= 0; n--) {
            Segment segment = core.segments.get(n);
            if (segment.messages == 0 || segment.first > upTo || count >= 0 && passesOver(segment, count)) {
                continue;
            }
            long found = count >= 0 ? previousOfFew(segment, count, upTo) : previousOfMany(filter, segment, upTo);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    private long previousOfFew(Segment segment, int count, long upTo) {
        SegmentIndex index = core.indexOf(segment);
        int best = SegmentIndex.NONE;
        if (index != null) {
            int end = (int) (Math.min(upTo, segment.last) - segment.first);
            for (int i = 0; i < count; i++) {
                int local = index.find(few[i]);
                best = local == SegmentIndex.NONE ? best : Math.max(best, index.previous(local, end, segment.deleted));
            }
        }
        return best == SegmentIndex.NONE ? 0 : segment.first + best;
    }

    private long previousOfMany(SubjectFilter filter, Segment segment, long upTo) {
        SegmentIndex index = core.indexOf(segment);
        if (index == null || match(filter, index) == 0) {
            return 0;
        }
        int end = (int) (Math.min(upTo, segment.last) - segment.first);
        for (int i = segment.deleted.previousClear(end); i >= 0; i = segment.deleted.previousClear(i - 1)) {
            if (matching[index.locals[i]]) {
                return segment.first + i;
            }
        }
        return 0;
    }

    long count(SubjectFilter filter, long fromSequence) {
        if (fromSequence > core.last || core.messages == 0) {
            return 0;
        }
        boolean everything = fromSequence <= core.first;
        if (filter.isAll()) {
            return everything ? core.messages : countAll(fromSequence);
        }
        MatchedSubjects matched = table.matched(filter);
        long total = matched.messages();
        if (everything || total == 0) {
            return total;
        }
        int number = core.segments.numberOf(fromSequence);
        boolean nearEnd = number >= core.segments.size() / 2;
        return nearEnd
                ? countBetween(filter, fromSequence, core.last)
                : total - countBetween(filter, core.first, fromSequence - 1);
    }

    private long countAll(long from) {
        int number = core.segments.numberOf(from);
        long sum = 0;
        for (int n = number; n < core.segments.size(); n++) {
            Segment segment = core.segments.get(n);
            if (segment.first >= from) {
                sum += segment.messages;
            } else {
                int start = (int) (from - segment.first);
                sum += segment.messages - (start - segment.deleted.countBelow(start));
            }
        }
        return sum;
    }

    private long countBetween(SubjectFilter filter, long from, long to) {
        long sum = 0;
        for (int n = core.segments.numberOf(from); n < core.segments.size(); n++) {
            Segment segment = core.segments.get(n);
            if (segment.first > to) {
                break;
            }
            SegmentIndex index = segment.messages == 0 ? null : core.indexOf(segment);
            if (index != null && match(filter, index) > 0) {
                sum += countIn(segment, index, from, to);
            }
        }
        return sum;
    }

    private long countIn(Segment segment, SegmentIndex index, long from, long to) {
        long sum = 0;
        if (segment.deleted.count() == 0 && from <= segment.first && to >= segment.last) {
            for (int local = 0; local < index.subjects; local++) {
                sum += matching[local] ? index.counts[local] : 0;
            }
            return sum;
        }
        int end = (int) (Math.min(to, segment.last) - segment.first);
        int start = (int) (Math.max(from, segment.first) - segment.first);
        for (int i = segment.deleted.nextClear(start); i <= end; i = segment.deleted.nextClear(i + 1)) {
            sum += matching[index.locals[i]] ? 1 : 0;
        }
        return sum;
    }

    /** The first sequence of a subject that has messages. */
    long firstOf(int id) {
        long known = table.first(id);
        Segment segment = core.segments.live(known);
        SegmentIndex index = segment == null ? null : core.indexOf(segment);
        if (segment != null && index != null) {
            int local = index.locals[(int) (known - segment.first)];
            if (index.ids[local] == id) {
                return known;
            }
        }
        few[0] = id;
        long found = nextOfFew(1, known);
        table.first(id, found);
        return found;
    }

    /** The last sequence at or before {@code upTo} of a subject, or 0. */
    long lastOf(int id, long upTo) {
        few[0] = id;
        for (int n = Math.min(core.segments.numberOf(upTo), core.segments.size() - 1); n >= 0; n--) {
            Segment segment = core.segments.get(n);
            if (segment.messages > 0 && segment.first <= upTo && !passesOver(segment, 1)) {
                long found = previousOfFew(segment, 1, upTo);
                if (found != 0) {
                    return found;
                }
            }
        }
        return 0;
    }
}
