package dev.natsbroker.broker.jetstream.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of the subjects of a {@link SubjectTable}, in chunks. A place is an int: the chunk's number above 14 bits of offset,
 * counted in units of four bytes. A chunk whose bytes are mostly those of removed subjects is copied together and let go.
 *
 * <pre>
 * entry:  id (4) | length (4) | subject | padding to a multiple of 4        id is -1 once it is removed
 * </pre>
 */
final class SubjectArena {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int UNIT_BITS = 2;
    private static final int PLACE_BITS = CHUNK_BITS - UNIT_BITS;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int HEADER = 8;
    private static final int FIRST_CAPACITY = 256;
    private static final byte[] NOTHING = new byte[0];

    /** Is told that compaction moved a subject. */
    @FunctionalInterface
    interface Moves {
        void moved(int id, int place);
    }

    private final Moves moves;
    private byte[][] chunks = {NOTHING};
    private int[] used = {0};
    private int[] dead = {0};
    private int chunkCount = 1;
    private int tail;
    private int[] freeChunks = {};
    private int freeCount;

    SubjectArena(Moves moves) {
        this.moves = moves;
    }

    /** Copies a subject in and returns its place. */
    int put(int id, byte[] bytes, int offset, int length) {
        int size = sizeOf(length);
        int chunk = size > CHUNK ? newChunk(size) : tailWith(size);
        byte[] target = chunks[chunk];
        int at = used[chunk];
        INTS.set(target, at, id);
        INTS.set(target, at + 4, length);
        System.arraycopy(bytes, offset, target, at + HEADER, length);
        used[chunk] = at + size;
        return chunk << PLACE_BITS | at >> UNIT_BITS;
    }

    byte[] array(int place) {
        return chunks[place >>> PLACE_BITS];
    }

    int offset(int place) {
        return ((place & PLACE_MASK) << UNIT_BITS) + HEADER;
    }

    int length(int place) {
        return (int) INTS.get(array(place), offset(place) - 4);
    }

    /** Lets go of a subject; others may move meanwhile. */
    void remove(int place) {
        int chunk = place >>> PLACE_BITS;
        int offset = offset(place);
        INTS.set(chunks[chunk], offset - HEADER, -1);
        dead[chunk] += sizeOf((int) INTS.get(chunks[chunk], offset - 4));
        if (dead[chunk] == used[chunk]) {
            empty(chunk);
        } else if (chunk != tail && dead[chunk] > used[chunk] >> 1) {
            moveLiving(chunk);
            empty(chunk);
        }
    }

    private void empty(int chunk) {
        used[chunk] = 0;
        dead[chunk] = 0;
        if (chunk == tail) {
            return;
        }
        chunks[chunk] = NOTHING;
        if (freeCount == freeChunks.length) {
            freeChunks = Arrays.copyOf(freeChunks, Math.max(4, freeCount * 2));
        }
        freeChunks[freeCount++] = chunk;
    }

    private void moveLiving(int chunk) {
        byte[] source = chunks[chunk];
        int end = used[chunk];
        for (int at = 0; at < end; ) {
            int id = (int) INTS.get(source, at);
            int length = (int) INTS.get(source, at + 4);
            if (id >= 0) {
                moves.moved(id, put(id, source, at + HEADER, length));
            }
            at += sizeOf(length);
        }
    }

    /** The tail, or a new one, with room for {@code size} bytes. */
    private int tailWith(int size) {
        int needed = used[tail] + size;
        if (needed > CHUNK) {
            tail = newChunk(CHUNK);
        } else if (needed > chunks[tail].length) {
            int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed - 1) << 1);
            chunks[tail] = Arrays.copyOf(chunks[tail], Math.min(CHUNK, capacity));
        }
        return tail;
    }

    private int newChunk(int capacity) {
        int chunk = freeCount > 0 ? freeChunks[--freeCount] : chunkCount++;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk * 2);
            used = Arrays.copyOf(used, chunk * 2);
            dead = Arrays.copyOf(dead, chunk * 2);
        }
        chunks[chunk] = new byte[capacity];
        return chunk;
    }

    private static int sizeOf(int length) {
        return HEADER + length + 3 & -4;
    }
}
