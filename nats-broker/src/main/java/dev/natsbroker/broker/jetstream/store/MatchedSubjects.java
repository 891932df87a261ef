package dev.natsbroker.broker.jetstream.store;

import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which ids of a {@link SubjectTable} match a filter. Owned by the stream's lane. Each subject is looked at once, when it is asked for:
 * one bit says whether it is known, another whether it matches. Ids that were given to other subjects are forgotten before the next
 * answer.
 */
public final class MatchedSubjects {
    private static final int WORD_BITS = 6;

    private final SubjectTable table;
    /** Not the filter itself: it is the weak key under which the table keeps this object. */
    private final List<byte[]> filters;

    private final boolean all;
    private final boolean literal;
    private long[] known = {};
    private long[] matching = {};
    /** Which words of {@link #matching} are not empty: few matches among millions are found quickly. */
    private long[] filled = {};
    /** All ids below are known. */
    private int resolved;

    /** The ids of literal filters, ascending, as of a generation of the table. */
    private int[] literalIds = {};

    private long literalGeneration = -1;
    private long seenReuses;
    private long seenEpoch;

    MatchedSubjects(SubjectTable table, SubjectFilter filter) {
        this.table = table;
        this.filters = distinct(filter.filters());
        this.all = filter.isAll();
        this.literal = filter.isLiteral();
        this.seenReuses = table.reuses();
        this.seenEpoch = table.epoch();
    }

    /** Whether the subject with this id, which must be live, matches. */
    public boolean matches(int id) {
        if (all) {
            return true;
        }
        refresh();
        int word = id >>> WORD_BITS;
        if (word >= known.length || (known[word] >>> id & 1) == 0) {
            return look(id);
        }
        return (matching[word] >>> id & 1) != 0;
    }

    /** The lowest matching id that is not below {@code from}, or {@link SubjectTable#NONE}. */
    public int next(int from) {
        if (all) {
            return nextLive(from);
        }
        refresh();
        return literal ? nextLiteral(from) : nextResolved(from);
    }

    /** How many messages the matching subjects have. */
    public long messages() {
        long sum = 0;
        for (int id = next(0); id != SubjectTable.NONE; id = next(id + 1)) {
            sum += table.count(id);
        }
        return sum;
    }

    /** Whether at most {@code most} subjects match. */
    public boolean isFew(int most) {
        int id = next(0);
        for (int i = 0; i < most && id != SubjectTable.NONE; i++) {
            id = next(id + 1);
        }
        return id == SubjectTable.NONE;
    }

    /** How many ids have not been looked at, so that {@link #next} would have to. */
    public int unresolved() {
        if (all || literal) {
            return 0;
        }
        refresh();
        return table.limit() - resolved;
    }

    private int nextLive(int from) {
        for (int id = from; id < table.limit(); id++) {
            if (table.isLive(id)) {
                return id;
            }
        }
        return SubjectTable.NONE;
    }

    private int nextLiteral(int from) {
        if (literalGeneration != table.generation()) {
            findLiterals();
        }
        int found = Arrays.binarySearch(literalIds, from);
        int index = found >= 0 ? found : -found - 1;
        return index < literalIds.length ? literalIds[index] : SubjectTable.NONE;
    }

    private void findLiterals() {
        int[] ids = new int[filters.size()];
        int count = 0;
        for (int i = 0; i < filters.size(); i++) {
            byte[] filter = filters.get(i);
            int id = table.find(filter, 0, filter.length);
            if (id != SubjectTable.NONE) {
                ids[count++] = id;
            }
        }
        literalIds = Arrays.copyOf(ids, count);
        Arrays.sort(literalIds);
        literalGeneration = table.generation();
    }

    private int nextResolved(int from) {
        resolveAll();
        int word = from >>> WORD_BITS;
        int id = word < matching.length ? nextIn(word, -1L << from) : SubjectTable.NONE;
        while (id == SubjectTable.NONE) {
            word = nextWord(word + 1);
            if (word < 0) {
                return SubjectTable.NONE;
            }
            id = nextIn(word, -1L);
        }
        return id;
    }

    /** The lowest live id in a word, of those that {@code mask} leaves. Forgets ids that are free on the way. */
    private int nextIn(int word, long mask) {
        for (long bits = matching[word] & mask; bits != 0; bits &= bits - 1) {
            int id = (word << WORD_BITS) + Long.numberOfTrailingZeros(bits);
            if (table.isLive(id)) {
                return id;
            }
            forget(id);
        }
        return SubjectTable.NONE;
    }

    /** The next word of {@link #matching} that is not empty, or -1. */
    private int nextWord(int from) {
        int at = from >>> WORD_BITS;
        if (at >= filled.length) {
            return -1;
        }
        long bits = filled[at] & -1L << from;
        while (bits == 0) {
            if (++at == filled.length) {
                return -1;
            }
            bits = filled[at];
        }
        return (at << WORD_BITS) + Long.numberOfTrailingZeros(bits);
    }

    private void resolveAll() {
        int limit = table.limit();
        for (int id = resolved; id < limit; id++) {
            if (!isKnown(id) && table.isLive(id)) {
                look(id);
            }
        }
        // a free id below the mark gets its bits when it is given again
        resolved = limit;
    }

    private boolean isKnown(int id) {
        int word = id >>> WORD_BITS;
        return word < known.length && (known[word] >>> id & 1) != 0;
    }

    private boolean look(int id) {
        int word = id >>> WORD_BITS;
        if (word >= known.length) {
            int words = Math.max(word + 1, Math.min(known.length * 2, (table.limit() >>> WORD_BITS) + 1));
            known = Arrays.copyOf(known, words);
            matching = Arrays.copyOf(matching, words);
            filled = Arrays.copyOf(filled, (words >>> WORD_BITS) + 1);
        }
        boolean match = isMatch(table.array(id), table.offset(id), table.length(id));
        known[word] |= 1L << id;
        if (match) {
            matching[word] |= 1L << id;
            filled[word >>> WORD_BITS] |= 1L << word;
        } else {
            unmatch(id);
        }
        return match;
    }

    private void unmatch(int id) {
        int word = id >>> WORD_BITS;
        matching[word] &= ~(1L << id);
        if (matching[word] == 0) {
            filled[word >>> WORD_BITS] &= ~(1L << word);
        }
    }

    /** Whoever gets the id next is looked at anew. */
    private void forget(int id) {
        known[id >>> WORD_BITS] &= ~(1L << id);
        unmatch(id);
    }

    private boolean isMatch(byte[] subject, int offset, int length) {
        for (int i = 0; i < filters.size(); i++) {
            byte[] filter = filters.get(i);
            if (Subjects.matches(filter, 0, filter.length, subject, offset, length)) {
                return true;
            }
        }
        return false;
    }

    private void refresh() {
        if (seenReuses != table.reuses() || seenEpoch != table.epoch()) {
            forgetReused();
        }
    }

    private void forgetReused() {
        boolean forgetAll = seenEpoch != table.epoch();
        for (long number = seenReuses; number < table.reuses() && !forgetAll; number++) {
            int id = table.reused(number);
            forgetAll = id == SubjectTable.NONE;
            if (!forgetAll && (id < resolved || isKnown(id))) {
                relook(id);
            }
        }
        if (forgetAll) {
            known = new long[0];
            matching = new long[0];
            filled = new long[0];
            resolved = 0;
        }
        seenReuses = table.reuses();
        seenEpoch = table.epoch();
    }

    private void relook(int id) {
        if (table.isLive(id)) {
            look(id);
        } else if (isKnown(id)) {
            forget(id);
        }
    }

    private static List<byte[]> distinct(List<byte[]> filters) {
        List<byte[]> distinct = new ArrayList<>(filters.size());
        for (byte[] filter : filters) {
            if (distinct.stream().noneMatch(other -> Arrays.equals(other, filter))) {
                distinct.add(filter);
            }
        }
        return distinct;
    }
}
