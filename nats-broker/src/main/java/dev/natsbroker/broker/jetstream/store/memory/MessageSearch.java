package dev.natsbroker.broker.jetstream.store.memory;

import dev.natsbroker.broker.jetstream.store.MatchedSubjects;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.SubjectTable;

/**
 * Finds messages by subject. Messages of one subject are a chain in both directions, so that a literal filter leads from one to the
 * next; a wildcard looks at the subject ids of messages one by one, unless the subjects that match are few: then at those.
 */
final class MessageSearch {
    /** So many sequences are looked at before anything cleverer. */
    private static final int NEAR = 512;
    /** A step along a chain costs as much as looking at so many sequences. */
    private static final int CHAIN_COST = 64;

    private static final int FEW = 4096;

    private final SequenceIndex index;
    private final SubjectTable subjects;
    private final MessageBlocks blocks;

    MessageSearch(SequenceIndex index, SubjectTable subjects, MessageBlocks blocks) {
        this.index = index;
        this.subjects = subjects;
        this.blocks = blocks;
    }

    /** The first match from {@code from} to {@code last}, the highest sequence that there is, or 0. */
    long next(SubjectFilter filter, long from, long last) {
        if (filter.isAll()) {
            return index.next(from);
        }
        if (isOneLiteral(filter)) {
            int id = literal(filter);
            return id == SubjectTable.NONE ? 0 : nextOf(id, from);
        }
        MatchedSubjects matched = subjects.matched(filter);
        long near = Math.min(from + NEAR, last);
        long found = index.nextMatching(matched, from, near);
        if (found != 0 || near == last) {
            return found;
        }
        if (isBetterByChains(matched, last - near)) {
            return nextOfAny(matched, near + 1);
        }
        return index.nextMatching(matched, near + 1, last);
    }

    /** The last match from {@code first}, the lowest sequence that there is, to {@code upTo}, or 0. */
    long previous(SubjectFilter filter, long first, long upTo) {
        if (filter.isAll()) {
            return index.previous(upTo);
        }
        if (isOneLiteral(filter)) {
            int id = literal(filter);
            return id == SubjectTable.NONE ? 0 : previousOf(id, upTo);
        }
        MatchedSubjects matched = subjects.matched(filter);
        long near = Math.max(upTo - NEAR, first);
        long found = index.previousMatching(matched, near, upTo);
        if (found != 0 || near == first) {
            return found;
        }
        if (isBetterByChains(matched, near - first)) {
            return previousOfAny(matched, near - 1);
        }
        return index.previousMatching(matched, first, near - 1);
    }

    /** How many messages match from {@code from} on, which is between {@code first} and {@code last}. */
    long count(SubjectFilter filter, long first, long from, long last) {
        if (filter.isAll()) {
            return from == first ? index.size() : index.count(from);
        }
        if (isOneLiteral(filter)) {
            int id = literal(filter);
            return id == SubjectTable.NONE ? 0 : countOf(id, from);
        }
        MatchedSubjects matched = subjects.matched(filter);
        if (from == first) {
            return matched.messages();
        }
        return last - from < from - first
                ? index.countMatching(matched, from, last)
                : matched.messages() - index.countMatching(matched, first, from - 1);
    }

    private boolean isBetterByChains(MatchedSubjects matched, long remaining) {
        long toLookAt = Math.min(remaining, index.size());
        // looking at the messages would look at their subjects, too, and would not get the filter resolved
        return matched.unresolved() <= toLookAt && matched.isFew((int) Math.min(toLookAt / CHAIN_COST, FEW));
    }

    private long nextOfAny(MatchedSubjects matched, long from) {
        long lowest = 0;
        for (int id = matched.next(0); id != SubjectTable.NONE; id = matched.next(id + 1)) {
            long found = nextOf(id, from);
            if (found != 0 && (lowest == 0 || found < lowest)) {
                lowest = found;
            }
        }
        return lowest;
    }

    private long previousOfAny(MatchedSubjects matched, long upTo) {
        long highest = 0;
        for (int id = matched.next(0); id != SubjectTable.NONE; id = matched.next(id + 1)) {
            highest = Math.max(highest, previousOf(id, upTo));
        }
        return highest;
    }

    /** Usually the message before is of the same subject, and leads on. If not, three searches take turns: one of them is short. */
    private long nextOf(int id, long from) {
        long low = subjects.first(id);
        long high = subjects.last(id);
        if (low >= from || high < from) {
            return low >= from ? low : 0;
        }
        if (index.subject(from - 1) == id) {
            return after(from - 1);
        }
        long near = from;
        while (index.subject(near) != id) {
            low = after(low);
            if (low >= from) {
                return low;
            }
            long before = before(high);
            if (before < from) {
                return high;
            }
            high = before;
            near++;
        }
        return near;
    }

    private long previousOf(int id, long upTo) {
        long low = subjects.first(id);
        long high = subjects.last(id);
        if (high <= upTo || low > upTo) {
            return high <= upTo ? high : 0;
        }
        if (index.subject(upTo + 1) == id) {
            return before(upTo + 1);
        }
        long near = upTo;
        while (index.subject(near) != id) {
            high = before(high);
            if (high <= upTo) {
                return high;
            }
            long after = after(low);
            if (after > upTo) {
                return low;
            }
            low = after;
            near--;
        }
        return near;
    }

    /** Counts along the chain in both directions, until one of them ends. */
    private long countOf(int id, long from) {
        long up = nextOf(id, from);
        if (up == 0) {
            return 0;
        }
        long down = before(up);
        long count = 0;
        while (up != 0 && down != 0) {
            up = after(up);
            down = before(down);
            count++;
        }
        return up == 0 ? count : subjects.count(id) - count;
    }

    private long after(long sequence) {
        return blocks.next(index.place(sequence));
    }

    private long before(long sequence) {
        return blocks.previous(index.place(sequence));
    }

    private int literal(SubjectFilter filter) {
        byte[] subject = filter.filters().get(0);
        return subjects.find(subject, 0, subject.length);
    }

    private static boolean isOneLiteral(SubjectFilter filter) {
        return filter.isLiteral() && filter.filters().size() == 1;
    }
}
