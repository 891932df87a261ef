package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The message ids of the duplicate window: a ring of entries in the order of their storing, which leave it at its head, and a table of
 * slots that finds them. About 40 bytes and the id per message. Owned by the lane.
 */
final class DedupeTable {
    private static final int FIRST_CAPACITY = 64;
    private static final int PAGE_BITS = 18;
    private static final int PAGE = 1 << PAGE_BITS;

    private final long seed;
    private long windowNanos;

    /** Ring of entries, numbered from {@link #head} to {@link #tail}; capacity is a power of two. */
    private long[] sequences = new long[FIRST_CAPACITY];

    private long[] times = new long[FIRST_CAPACITY];
    private long[] places = new long[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];
    private long head;
    private long tail;

    /** Ring position + 1 of an entry, 0 for a free slot; linear probing, twice as many slots as entries. */
    private int[] slots = new int[FIRST_CAPACITY * 2];

    /** The bytes of the ids, page after page; no id crosses a page's end. */
    private byte[] @Nullable [] pages = new byte[8] @Nullable [];

    private long writeAt;
    private byte @Nullable [] sparePage;

    DedupeTable(long seed, long windowNanos) {
        this.seed = seed;
        this.windowNanos = windowNanos;
    }

    /** Changes the window, for the entries that are there as well; 0 switches off. */
    void window(long nanos) {
        windowNanos = nanos;
        if (nanos == 0) {
            clear();
        }
    }

    boolean isOn() {
        return windowNanos > 0;
    }

    long windowNanos() {
        return windowNanos;
    }

    /** How many ids are remembered. */
    int size() {
        return (int) (tail - head);
    }

    /** The sequence stored with this id within the window, 0 if there is none. */
    long find(byte[] id, int offset, int length, long nowNanos) {
        expire(nowNanos);
        if (head == tail) {
            return 0;
        }
        int slot = slotOf(id, offset, length, Subjects.hash(id, offset, length, seed));
        return slots[slot] == 0 ? 0 : sequences[slots[slot] - 1];
    }

    /** Remembers an id. An id that is there already counts anew. */
    void put(byte[] id, int offset, int length, long sequence, long timeNanos) {
        if (windowNanos <= 0 || length == 0) {
            return;
        }
        if (tail - head == sequences.length) {
            grow();
        }
        int hash = Subjects.hash(id, offset, length, seed);
        int slot = slotOf(id, offset, length, hash);
        int at = (int) tail & (sequences.length - 1);
        slots[slot] =
                at + 1; // an older entry of the same id stays in the ring without a slot, until its time has passed
        sequences[at] = sequence;
        times[at] = timeNanos;
        hashes[at] = hash;
        lengths[at] = length;
        places[at] = keep(id, offset, length);
        tail++;
    }

    /** Forgets what is beyond the window. */
    void expire(long nowNanos) {
        while (head < tail && nowNanos - times[(int) head & (sequences.length - 1)] >= windowNanos) {
            removeHead();
        }
    }

    /** When the oldest entry leaves, or {@link Long#MAX_VALUE} if there is none. */
    long nextExpiryNanos() {
        return head == tail ? Long.MAX_VALUE : times[(int) head & (sequences.length - 1)] + windowNanos;
    }

    private void removeHead() {
        int at = (int) head & (sequences.length - 1);
        int mask = slots.length - 1;
        int slot = hashes[at] & mask;
        while (slots[slot] != 0 && slots[slot] != at + 1) {
            slot = (slot + 1) & mask;
        }
        if (slots[slot] != 0) {
            free(slot);
        }
        long place = places[at];
        head++;
        if (head == tail) {
            release(place, writeAt);
            shrinkIfLarge();
        } else {
            release(place, places[(int) head & (sequences.length - 1)]);
        }
    }

    /** Frees a slot and moves up what had to make way for it. */
    private void free(int freed) {
        int mask = slots.length - 1;
        int gap = freed;
        slots[gap] = 0;
        for (int slot = (gap + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int home = hashes[slots[slot] - 1] & mask;
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                slots[gap] = slots[slot];
                slots[slot] = 0;
                gap = slot;
            }
        }
    }

    private int slotOf(byte[] id, int offset, int length, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0 && !isId(slots[slot] - 1, hash, id, offset, length)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isId(int at, int hash, byte[] id, int offset, int length) {
        if (hashes[at] != hash || lengths[at] != length) {
            return false;
        }
        byte[] page = page(places[at]);
        return Subjects.equal(page, (int) places[at] & (PAGE - 1), id, offset, length);
    }

    private byte[] page(long place) {
        int index = (int) (place >>> PAGE_BITS) & (pages.length - 1);
        byte[] page = pages[index];
        if (page == null) {
            page = sparePage == null ? new byte[PAGE] : sparePage;
            sparePage = null;
            pages[index] = page;
        }
        return page;
    }

    private long keep(byte[] id, int offset, int length) {
        if (PAGE - ((int) writeAt & (PAGE - 1)) < length) {
            writeAt = (writeAt | (PAGE - 1)) + 1;
        }
        long oldest = head == tail ? writeAt : places[(int) head & (sequences.length - 1)];
        if ((writeAt >>> PAGE_BITS) - (oldest >>> PAGE_BITS) >= pages.length) {
            growPages(oldest >>> PAGE_BITS);
        }
        System.arraycopy(id, offset, page(writeAt), (int) writeAt & (PAGE - 1), length);
        long place = writeAt;
        writeAt += length;
        return place;
    }

    private void growPages(long oldestPage) {
        byte[] @Nullable [] larger = new byte[pages.length * 2] @Nullable [];
        for (int i = 0; i < pages.length; i++) {
            larger[(int) (oldestPage + i) & (larger.length - 1)] = pages[(int) (oldestPage + i) & (pages.length - 1)];
        }
        pages = larger;
    }

    private void release(long from, long to) {
        for (long page = from >>> PAGE_BITS; page < to >>> PAGE_BITS; page++) {
            int index = (int) page & (pages.length - 1);
            sparePage = pages[index];
            pages[index] = null;
        }
    }

    private void grow() {
        int capacity = sequences.length;
        rotate(capacity * 2);
        slots = new int[capacity * 4];
        // Ascending, so that of two entries of one id the later one gets the slot.
        for (long number = head; number < tail; number++) {
            int at = (int) number & (sequences.length - 1);
            slots[slotOf(page(places[at]), (int) places[at] & (PAGE - 1), lengths[at], hashes[at])] = at + 1;
        }
    }

    private void rotate(int capacity) {
        int mask = sequences.length - 1;
        long[] newSequences = new long[capacity];
        long[] newTimes = new long[capacity];
        long[] newPlaces = new long[capacity];
        int[] newLengths = new int[capacity];
        int[] newHashes = new int[capacity];
        for (long number = head; number < tail; number++) {
            int from = (int) number & mask;
            int to = (int) number & (capacity - 1);
            newSequences[to] = sequences[from];
            newTimes[to] = times[from];
            newPlaces[to] = places[from];
            newLengths[to] = lengths[from];
            newHashes[to] = hashes[from];
        }
        sequences = newSequences;
        times = newTimes;
        places = newPlaces;
        lengths = newLengths;
        hashes = newHashes;
    }

    private void shrinkIfLarge() {
        if (sequences.length > FIRST_CAPACITY * 64) {
            clear();
        }
    }

    private void clear() {
        rotateEmpty();
        slots = new int[FIRST_CAPACITY * 2];
        Arrays.fill(pages, null);
        sparePage = null;
    }

    private void rotateEmpty() {
        head = tail;
        rotate(FIRST_CAPACITY);
    }
}
