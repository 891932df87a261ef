package dev.natsbroker.broker.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of outgoing bytes in native memory, filled here and then written by the socket as it is. Owned by one thread at a
 * time, handed on with what it holds.
 */
final class Chunk {
    /** The first chunk of a batch is small, because many receivers get just one message. */
    private static final int SMALL_CAPACITY = 2 << 10;

    private static final int LARGE_CAPACITY = 64 << 10;

    private final ByteBuf buffer;
    /** The same memory: bulk puts at a position cost less here than through the buffer. */
    private final ByteBuffer view;

    private int length;

    @Nullable
    Chunk next;

    private Chunk(ByteBuf buffer) {
        this.buffer = buffer;
        this.view = buffer.internalNioBuffer(0, buffer.capacity());
    }

    /** A chunk with room for {@code needed} bytes, and for more to come unless it is the {@code first} of its batch. */
    static Chunk allocate(ByteBufAllocator allocator, int needed, boolean first) {
        int capacity = first && needed <= SMALL_CAPACITY ? SMALL_CAPACITY : Math.max(needed, LARGE_CAPACITY);
        return new Chunk(allocator.directBuffer(capacity, capacity));
    }

    int room() {
        return view.limit() - length;
    }

    int length() {
        return length;
    }

    void put(byte[] source, int offset, int count) {
        view.put(length, source, offset, count);
        length += count;
    }

    void put(char c) {
        view.put(length++, (byte) c);
    }

    /** Gives away the bytes; whoever takes them releases them. */
    ByteBuf take() {
        return buffer.writerIndex(length);
    }

    /** Frees the memory of these chunks. */
    static void release(@Nullable Chunk chunks) {
        for (Chunk chunk = chunks; chunk != null; chunk = chunk.next) {
            chunk.buffer.release();
        }
    }
}
