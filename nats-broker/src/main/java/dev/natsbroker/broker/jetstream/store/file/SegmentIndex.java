package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.SubjectTable;
import java.util.Arrays;

/**
 * Where the messages of one segment lie and which subjects they have: 16 bytes a message. Owned by the stream's lane.
 *
 * <p>The entry of a sequence has the number (sequence − the segment's first). Subjects have numbers of their own here, 0 to
 * {@link #subjects} − 1 in the order in which they came; {@code ids} leads from them to the stream's {@link SubjectTable}. The entries of
 * a subject form a chain from {@code firsts} by {@code nexts}. Deleted entries stay in it; who walks it looks at the segment's deletions.
 */
final class SegmentIndex {
    static final int NONE = -1;
    private static final int MESSAGE_COST = 16;
    private static final int SUBJECT_COST = 32;
    /** The segment's open file counts like that much memory, so that not too many are open. */
    private static final int FILE_COST = 256 << 10;

    int[] offsets;
    int[] locals;
    int[] sizes;
    int[] nexts;
    int entries;

    /** The stream's number of each subject; {@link SubjectTable#NONE} for one that had no message left when this was loaded. */
    int[] ids;

    int[] firsts;
    int[] lasts;
    int[] counts;
    int subjects;

    /** Open addressing: id + 1 and local number in turn. */
    private int[] slots;

    /** Where the last walk of a chain ended. */
    private int cursorLocal = NONE;

    private int cursorEntry;

    SegmentIndex(int entryCapacity, int subjectCapacity) {
        offsets = new int[entryCapacity];
        locals = new int[entryCapacity];
        sizes = new int[entryCapacity];
        nexts = new int[entryCapacity];
        ids = new int[subjectCapacity];
        firsts = new int[subjectCapacity];
        lasts = new int[subjectCapacity];
        counts = new int[subjectCapacity];
        slots = new int[slotsFor(Math.max(4, subjectCapacity))];
    }

    /** About how many bytes it takes. */
    long cost() {
        return (long) offsets.length * MESSAGE_COST + (long) ids.length * SUBJECT_COST + FILE_COST;
    }

    /** Adds the next message. */
    void add(int offset, int id, int size) {
        addLocal(offset, size, localOf(id));
    }

    /** The same for a subject's number in this segment. */
    void addLocal(int offset, int size, int local) {
        ensureEntry();
        int entry = entries++;
        offsets[entry] = offset;
        sizes[entry] = size;
        locals[entry] = local;
        nexts[entry] = NONE;
        if (counts[local]++ == 0) {
            firsts[local] = entry;
        } else {
            nexts[lasts[local]] = entry;
        }
        lasts[local] = entry;
    }

    /** Adds entries of sequences without a message, up to {@code count} entries in all. */
    void addAbsent(int count) {
        while (entries < count) {
            ensureEntry();
            offsets[entries] = NONE;
            locals[entries] = NONE;
            nexts[entries++] = NONE;
        }
    }

    private void ensureEntry() {
        if (entries == offsets.length) {
            int capacity = Math.max(64, entries * 2);
            offsets = Arrays.copyOf(offsets, capacity);
            locals = Arrays.copyOf(locals, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
            nexts = Arrays.copyOf(nexts, capacity);
        }
    }

    private int localOf(int id) {
        int local = find(id);
        return local == NONE ? addSubject(id) : local;
    }

    /** Adds a subject; {@code id} may be {@link SubjectTable#NONE}. */
    int addSubject(int id) {
        if (subjects == ids.length) {
            int capacity = Math.max(4, subjects * 2);
            ids = Arrays.copyOf(ids, capacity);
            firsts = Arrays.copyOf(firsts, capacity);
            lasts = Arrays.copyOf(lasts, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
        int local = subjects++;
        ids[local] = id;
        if (id != SubjectTable.NONE) {
            if (subjects * 4 > slots.length) {
                rehash(subjects * 2);
            } else {
                insert(id, local);
            }
        }
        return local;
    }

    private void rehash(int capacity) {
        slots = new int[slotsFor(capacity)];
        for (int local = 0; local < subjects; local++) {
            if (ids[local] != SubjectTable.NONE) {
                insert(ids[local], local);
            }
        }
    }

    /** Two ints for each of at least twice as many places as subjects. */
    private static int slotsFor(int subjects) {
        return Integer.highestOneBit(subjects * 4 - 1) * 2;
    }

    private void insert(int id, int local) {
        int at = slot(id);
        while (slots[at] != 0) {
            at = at + 2 & slots.length - 1;
        }
        slots[at] = id + 1;
        slots[at + 1] = local;
    }

    /** A subject's number in this segment, or {@link #NONE}. */
    int find(int id) {
        for (int at = slot(id); slots[at] != 0; at = at + 2 & slots.length - 1) {
            if (slots[at] == id + 1) {
                return slots[at + 1];
            }
        }
        return NONE;
    }

    private int slot(int id) {
        int h = id * 0x9E3779B1;
        return (h ^ h >>> 15) << 1 & slots.length - 1;
    }

    /** The first entry of a subject that is not below {@code from} nor deleted, or {@link #NONE}. */
    int next(int local, int from, Deletions deleted) {
        if (from < entries && locals[from] == local && !deleted.isSet(from)) {
            return from;
        }
        if (lasts[local] < from) {
            return NONE;
        }
        boolean many = (long) counts[local] * 64 > entries;
        return many ? scan(local, from, deleted) : walk(local, from, deleted);
    }

    private int scan(int local, int from, Deletions deleted) {
        for (int i = from; i <= lasts[local]; i++) {
            if (locals[i] == local) {
                return firstLive(i, deleted);
            }
        }
        return NONE;
    }

    private int walk(int local, int from, Deletions deleted) {
        int entry = cursorLocal == local && cursorEntry <= from ? cursorEntry : firsts[local];
        int before = entry;
        while (entry != NONE && entry < from) {
            before = entry;
            entry = nexts[entry];
        }
        int live = entry == NONE ? NONE : firstLive(entry, deleted);
        cursorLocal = local;
        cursorEntry = before;
        return live;
    }

    /** Follows the chain from an entry to the first that is not deleted. */
    private int firstLive(int entry, Deletions deleted) {
        int at = entry;
        while (at != NONE && deleted.isSet(at)) {
            at = nexts[at];
        }
        return at;
    }

    /** The last entry of a subject that is not above {@code upTo} nor deleted, or {@link #NONE}. */
    int previous(int local, int upTo, Deletions deleted) {
        if (lasts[local] <= upTo && !deleted.isSet(lasts[local])) {
            return lasts[local];
        }
        if (firsts[local] > upTo) {
            return NONE;
        }
        if ((long) counts[local] * 64 > entries) {
            return scanBack(local, upTo, deleted);
        }
        int found = NONE;
        for (int entry = firsts[local]; entry != NONE && entry <= upTo; entry = nexts[entry]) {
            found = deleted.isSet(entry) ? found : entry;
        }
        return found;
    }

    private int scanBack(int local, int upTo, Deletions deleted) {
        for (int i = Math.min(upTo, lasts[local]); i >= firsts[local]; i--) {
            if (locals[i] == local && !deleted.isSet(i)) {
                return i;
            }
        }
        return NONE;
    }

    /** Gives back what was allocated ahead: for a segment that is sealed. */
    void trim() {
        offsets = Arrays.copyOf(offsets, entries);
        locals = Arrays.copyOf(locals, entries);
        sizes = Arrays.copyOf(sizes, entries);
        nexts = Arrays.copyOf(nexts, entries);
    }
}
