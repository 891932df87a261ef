package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The message ids of the duplicate window: entries in the order of their storing, which leave at the head, and a table of slots that
 * finds them. About 48 bytes and the id per message. Entries lie in chunks and the table grows little by little, so that no message
 * pays for millions of others. Owned by the lane.
 *
 * <pre>
 *   chunks   | 256 entries | 256 entries | ...        entry: sequence, time, hash, id's bytes
 *              ^ head                 ^ tail          numbered without end
 *   slots    hash (32 bits) | number + 1 (32 bits)    0: free; linear probing, at most half full
 * </pre>
 */
final class DedupeTable {
    private static final int FIRST_SLOTS = 128;
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /** So many entries move from the smaller table to the larger one with each new entry. */
    private static final int MOVES = 8;

    private static final long[] NO_SLOTS = {};
    private static final long LOW = 0xFFFF_FFFFL;

    /** A part of the entries. */
    private static final class Chunk {
        private final long[] sequences = new long[CHUNK];
        private final long[] times = new long[CHUNK];
        private final int[] hashes = new int[CHUNK];
        /** Where each id ends; it starts where the one before ends. */
        private final int[] ends = new int[CHUNK];

        private byte[] ids = new byte[CHUNK * 8];

        private int start(int at) {
            return at == 0 ? 0 : ends[at - 1];
        }

        private void keep(int at, byte[] id, int offset, int length) {
            int start = start(at);
            if (ids.length - start < length) {
                ids = Arrays.copyOf(ids, Math.max(ids.length * 2, start + length));
            }
            System.arraycopy(id, offset, ids, start, length);
            ends[at] = start + length;
        }
    }

    private final long seed;
    private long windowNanos;
    private @Nullable Chunk[] chunks = new @Nullable Chunk[4];
    private long head;
    private long tail;
    private long[] slots = new long[FIRST_SLOTS];

    /** The smaller table, while entries still move out of it: those from {@link #moved} on. */
    private long[] old = NO_SLOTS;

    private long moved;
    private long movedEnd;

    DedupeTable(long seed, long windowNanos) {
        this.seed = seed;
        this.windowNanos = windowNanos;
    }

    /** Changes the window, for the entries that are there as well; 0 switches off. */
    void window(long nanos) {
        windowNanos = nanos;
        if (nanos == 0) {
            head = tail;
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
        int hash = Subjects.hash(id, offset, length, seed);
        long slot = slots[slotOf(slots, id, offset, length, hash)];
        if (slot == 0 && old.length > 0) {
            slot = old[slotOf(old, id, offset, length, hash)];
        }
        if (slot == 0) {
            return 0;
        }
        long number = numberOf(slot);
        return chunk(number).sequences[at(number)];
    }

    /** Remembers an id. An id that is there already counts anew. */
    void put(byte[] id, int offset, int length, long sequence, long timeNanos) {
        if (windowNanos <= 0 || length == 0) {
            return;
        }
        if ((int) (tail + 1) == 0) {
            enter(id, offset, 0, 0, sequence, timeNanos); // its slot would look free: this number stays without
        }
        if ((tail - head) * 2 >= slots.length) {
            grow();
        }
        move(MOVES);
        int hash = Subjects.hash(id, offset, length, seed);
        // An older entry of the same id stays without a slot until its time has passed.
        slots[slotOf(slots, id, offset, length, hash)] = slot(hash, tail);
        enter(id, offset, length, hash, sequence, timeNanos);
    }

    private void enter(byte[] id, int offset, int length, int hash, long sequence, long timeNanos) {
        int at = at(tail);
        if (at == 0 || head == tail) {
            openChunk();
        }
        Chunk chunk = chunk(tail);
        chunk.sequences[at] = sequence;
        chunk.times[at] = timeNanos;
        chunk.hashes[at] = hash;
        chunk.keep(at, id, offset, length);
        tail++;
    }

    private void openChunk() {
        long number = tail >>> CHUNK_BITS;
        long first = head >>> CHUNK_BITS;
        if (number - first >= chunks.length) {
            @Nullable Chunk[] larger = new @Nullable Chunk[chunks.length * 2];
            for (long i = first; i < number; i++) {
                larger[(int) i & (larger.length - 1)] = chunks[(int) i & (chunks.length - 1)];
            }
            chunks = larger;
        }
        int place = (int) number & (chunks.length - 1);
        if (chunks[place] == null) {
            chunks[place] = new Chunk();
        }
    }

    /** Forgets what is beyond the window. */
    void expire(long nowNanos) {
        while (head < tail && nowNanos - chunk(head).times[at(head)] >= windowNanos) {
            removeHead();
        }
    }

    /** When the oldest entry leaves, or {@link Long#MAX_VALUE} if there is none. */
    long nextExpiryNanos() {
        return head == tail ? Long.MAX_VALUE : chunk(head).times[at(head)] + windowNanos;
    }

    private void removeHead() {
        long slot = slot(chunk(head).hashes[at(head)], head);
        if (!free(slots, slot)) {
            free(old, slot);
        }
        head++;
        if (head == tail) {
            clear();
        } else if (at(head) == 0) {
            chunks[(int) ((head - 1) >>> CHUNK_BITS) & (chunks.length - 1)] = null;
        }
    }

    /** Frees a slot, if it is there, and moves up what had to make way for it. */
    private static boolean free(long[] table, long value) {
        int mask = table.length - 1;
        int gap = hashOf(value) & mask;
        while (mask >= 0 && table[gap] != value && table[gap] != 0) {
            gap = (gap + 1) & mask;
        }
        if (mask < 0 || table[gap] == 0) {
            return false;
        }
        table[gap] = 0;
        for (int next = (gap + 1) & mask; table[next] != 0; next = (next + 1) & mask) {
            int home = hashOf(table[next]) & mask;
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                table[gap] = table[next];
                table[next] = 0;
                gap = next;
            }
        }
        return true;
    }

    /** The slot of an id, or the free one in which it belongs. */
    private int slotOf(long[] table, byte[] id, int offset, int length, int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != 0 && !isId(table[place], hash, id, offset, length)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private boolean isId(long slot, int hash, byte[] id, int offset, int length) {
        if (hashOf(slot) != hash) {
            return false;
        }
        long number = numberOf(slot);
        Chunk chunk = chunk(number);
        int start = chunk.start(at(number));
        return chunk.ends[at(number)] - start == length && Subjects.equal(chunk.ids, start, id, offset, length);
    }

    private void grow() {
        move(Integer.MAX_VALUE);
        old = slots;
        slots = new long[old.length * 2];
        moved = head;
        movedEnd = tail;
    }

    /** Moves entries from the smaller table to the larger one. */
    private void move(int count) {
        if (old.length == 0) {
            return;
        }
        moved = Math.max(moved, head);
        for (int i = 0; i < count && moved < movedEnd; i++, moved++) {
            Chunk chunk = chunk(moved);
            int at = at(moved);
            long slot = slot(chunk.hashes[at], moved);
            if (!free(old, slot)) {
                continue; // a later entry of the same id took its slot
            }
            int start = chunk.start(at);
            int place = slotOf(slots, chunk.ids, start, chunk.ends[at] - start, chunk.hashes[at]);
            if (slots[place] == 0) { // else a later entry of the same id is there
                slots[place] = slot;
            }
        }
        if (moved >= movedEnd) {
            old = NO_SLOTS;
        }
    }

    private void clear() {
        Arrays.fill(chunks, null);
        old = NO_SLOTS;
        if (slots.length > FIRST_SLOTS) {
            slots = new long[FIRST_SLOTS];
            chunks = new @Nullable Chunk[4];
        } else {
            Arrays.fill(slots, 0);
        }
    }

    private static long slot(int hash, long number) {
        return (long) hash << 32 | (number + 1) & LOW;
    }

    private static int hashOf(long slot) {
        return (int) (slot >>> 32);
    }

    private long numberOf(long slot) {
        return head + (slot - 1 - head & LOW);
    }

    private static int at(long number) {
        return (int) number & (CHUNK - 1);
    }

    private Chunk chunk(long number) {
        Chunk chunk = chunks[(int) (number >>> CHUNK_BITS) & (chunks.length - 1)];
        if (chunk == null) {
            throw new IllegalStateException("Entry " + number + " is not between " + head + " and " + tail);
        }
        return chunk;
    }
}
