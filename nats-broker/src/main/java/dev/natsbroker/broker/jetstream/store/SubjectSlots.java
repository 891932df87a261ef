package dev.natsbroker.broker.jetstream.store;

/**
 * The hash index of a {@link SubjectTable}: extendible hashing. A directory, addressed by the highest bits of a hash, leads to
 * segments; a segment is an open hash table of ids with linear probing, addressed by the lowest bits. A full segment of the largest
 * size splits in two, so that a table of millions grows by some microseconds at a time.
 */
final class SubjectSlots {
    private static final int MIN_SLOTS = 8;
    private static final int MAX_SLOTS = 4096;
    /** From here on segments double instead: only hashes that are equal by intent come so far. */
    private static final int MAX_DEPTH = 20;

    private static final class Segment {
        final int depth;
        /** An id + 1, or 0. */
        int[] slots;

        int used;

        Segment(int depth, int capacity) {
            this.depth = depth;
            this.slots = new int[capacity];
        }

        void insert(int hash, int id) {
            int mask = slots.length - 1;
            int i = hash & mask;
            while (slots[i] != 0) {
                i = i + 1 & mask;
            }
            slots[i] = id + 1;
            used++;
        }
    }

    private final SubjectTable table;
    private int depth;
    private Segment[] directory = {new Segment(0, MIN_SLOTS)};

    SubjectSlots(SubjectTable table) {
        this.table = table;
    }

    int find(int hash, byte[] subject, int offset, int length) {
        int[] slots = segment(hash).slots;
        int mask = slots.length - 1;
        for (int i = hash & mask; slots[i] != 0; i = i + 1 & mask) {
            int id = slots[i] - 1;
            if (table.isSubject(id, hash, subject, offset, length)) {
                return id;
            }
        }
        return SubjectTable.NONE;
    }

    void insert(int hash, int id) {
        Segment segment = segment(hash);
        while (segment.used >= (segment.slots.length >> 2) * 3) {
            if (segment.slots.length < MAX_SLOTS || segment.depth == MAX_DEPTH) {
                enlarge(segment);
            } else {
                split(segment, hash);
                segment = segment(hash);
            }
        }
        segment.insert(hash, id);
    }

    /** Closes the gap by moving back what would not be found behind it, so that no tombstones gather. */
    void remove(int hash, int id) {
        Segment segment = segment(hash);
        int[] slots = segment.slots;
        int mask = slots.length - 1;
        int hole = hash & mask;
        while (slots[hole] != id + 1) {
            hole = hole + 1 & mask;
        }
        for (int i = hole + 1 & mask; slots[i] != 0; i = i + 1 & mask) {
            int home = table.hashOf(slots[i] - 1) & mask;
            if ((i - home & mask) >= (i - hole & mask)) {
                slots[hole] = slots[i];
                hole = i;
            }
        }
        slots[hole] = 0;
        segment.used--;
    }

    private Segment segment(int hash) {
        return directory[directoryIndex(hash)];
    }

    private int directoryIndex(int hash) {
        return depth == 0 ? 0 : hash >>> -depth;
    }

    private void enlarge(Segment segment) {
        int[] old = segment.slots;
        segment.slots = new int[old.length * 2];
        segment.used = 0;
        for (int slot : old) {
            if (slot != 0) {
                segment.insert(table.hashOf(slot - 1), slot - 1);
            }
        }
    }

    private void split(Segment segment, int hash) {
        if (segment.depth == depth) {
            doubleDirectory();
        }
        int newDepth = segment.depth + 1;
        Segment low = new Segment(newDepth, MAX_SLOTS);
        Segment high = new Segment(newDepth, MAX_SLOTS);
        for (int slot : segment.slots) {
            if (slot != 0) {
                int itsHash = table.hashOf(slot - 1);
                ((itsHash >>> -newDepth & 1) == 0 ? low : high).insert(itsHash, slot - 1);
            }
        }
        int share = 1 << depth - segment.depth;
        int start = directoryIndex(hash) & -share;
        for (int i = 0; i < share; i++) {
            directory[start + i] = i < share >> 1 ? low : high;
        }
    }

    private void doubleDirectory() {
        Segment[] wider = new Segment[directory.length * 2];
        for (int i = 0; i < wider.length; i++) {
            wider[i] = directory[i >> 1];
        }
        directory = wider;
        depth++;
    }
}
