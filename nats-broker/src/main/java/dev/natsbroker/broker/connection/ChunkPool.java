package dev.natsbroker.broker.connection;

import java.util.ArrayDeque;

/**
 * Chunks for reuse, in two sizes: small for the first bytes of a batch, because many receivers get just one message, large
 * for what follows. Owned by one event loop. A chunk that moved to another loop stays there; what a full pool does not take
 * is left to the garbage collector.
 */
final class ChunkPool {
    static final int SMALL_CAPACITY = 2 << 10;
    static final int LARGE_CAPACITY = 64 << 10;
    private static final int SMALL_KEPT_MAX = 512;
    private static final int LARGE_KEPT_MAX = 32;

    private final ArrayDeque<Chunk> small = new ArrayDeque<>();
    private final ArrayDeque<Chunk> large = new ArrayDeque<>();

    /** A chunk with room for {@code needed} bytes, and for more to come unless it is the {@code first} of its batch. */
    Chunk take(int needed, boolean first) {
        if (first && needed <= SMALL_CAPACITY) {
            Chunk chunk = small.pollLast();
            return chunk != null ? chunk : new Chunk(SMALL_CAPACITY);
        }
        if (needed > LARGE_CAPACITY) {
            return new Chunk(needed);
        }
        Chunk chunk = large.pollLast();
        return chunk != null ? chunk : new Chunk(LARGE_CAPACITY);
    }

    void giveBack(Chunk chunk) {
        chunk.length = 0;
        chunk.next = null;
        if (chunk.bytes.length == LARGE_CAPACITY) {
            if (large.size() < LARGE_KEPT_MAX) {
                large.addLast(chunk);
            }
        } else if (chunk.bytes.length == SMALL_CAPACITY && small.size() < SMALL_KEPT_MAX) {
            small.addLast(chunk);
        }
    }
}
