package dev.natsbroker.broker.jetstream.store.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages of 1024 sequences. A page is dense (a slot for each sequence) while it is young or full, and sparse (slots for the
 * messages that are left, and their offsets) once few are left: streams that keep the last message of each subject have many such.
 */
final class IndexPage {
    static final int BITS = 10;
    static final int SIZE = 1 << BITS;
    static final int NONE = -1;
    private static final int SPARSE = SIZE / 16;

    final long base;
    /** The offset of each slot, rising; null in a dense page, where slots are offsets. */
    private short @Nullable [] offsets;
    /** Where the message of a slot is, 0 if there is none. */
    private long[] places;
    /** The id of its subject, -1 if there is no message. */
    private int[] subjects;

    private int live;

    IndexPage(long base, int capacity) {
        this.base = base;
        this.places = new long[capacity];
        this.subjects = new int[capacity];
        Arrays.fill(subjects, NONE);
    }

    int live() {
        return live;
    }

    int slots() {
        return subjects.length;
    }

    int subject(int slot) {
        return subjects[slot];
    }

    long place(int slot) {
        return places[slot];
    }

    void place(int slot, long place) {
        places[slot] = place;
    }

    long sequence(int slot) {
        return base + (offsets == null ? slot : offsets[slot]);
    }

    /** The slot of a sequence of this page, or -1 if it has none. */
    int slot(long sequence) {
        int slot = firstSlot(sequence);
        return slot < subjects.length && sequence(slot) == sequence ? slot : NONE;
    }

    /** The first slot at or behind a sequence, {@link #slots} if there is none. */
    int firstSlot(long sequence) {
        if (sequence <= base) {
            return 0;
        }
        int offset = (int) Math.min(sequence - base, SIZE);
        if (offsets == null) {
            return Math.min(offset, subjects.length);
        }
        int found = Arrays.binarySearch(offsets, (short) offset);
        return found >= 0 ? found : -found - 1;
    }

    /** The last slot at or before a sequence, -1 if there is none. */
    int lastSlot(long sequence) {
        return sequence >= base + SIZE ? subjects.length - 1 : firstSlot(sequence + 1) - 1;
    }

    /** Adds a message behind all others to a dense page. */
    void append(long sequence, long place, int subject) {
        int slot = (int) (sequence - base);
        int old = places.length;
        if (slot >= old) {
            int capacity = Math.min(SIZE, Math.max(old * 2, Integer.highestOneBit(slot) << 1));
            places = Arrays.copyOf(places, capacity);
            subjects = Arrays.copyOf(subjects, capacity);
            Arrays.fill(subjects, old, capacity, NONE);
        }
        places[slot] = place;
        subjects[slot] = subject;
        live++;
    }

    void remove(int slot) {
        places[slot] = 0;
        subjects[slot] = NONE;
        live--;
    }

    /** How many messages there are at or behind a slot. */
    int live(int fromSlot) {
        int count = 0;
        for (int i = fromSlot; i < subjects.length; i++) {
            count += subjects[i] >= 0 ? 1 : 0;
        }
        return count;
    }

    /** Gives back room if few messages are left; nothing may be appended any more. */
    void tidy() {
        if (offsets == null ? live > SPARSE : live > subjects.length >> 1) {
            return;
        }
        short[] newOffsets = new short[live];
        long[] newPlaces = new long[live];
        int[] newSubjects = new int[live];
        int count = 0;
        for (int i = 0; i < subjects.length; i++) {
            if (subjects[i] >= 0) {
                newOffsets[count] = (short) (sequence(i) - base);
                newPlaces[count] = places[i];
                newSubjects[count++] = subjects[i];
            }
        }
        offsets = newOffsets;
        places = newPlaces;
        subjects = newSubjects;
    }
}
