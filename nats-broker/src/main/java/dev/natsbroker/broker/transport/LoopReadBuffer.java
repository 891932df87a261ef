package dev.natsbroker.broker.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * One read buffer for all connections of an event loop: a connection needs it only while its bytes are decoded, so an idle
 * connection holds none. One read is served before the next is made, which keeps the receivers' batches small enough for the
 * processor's cache. Owned by the loop.
 */
final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int capacity;
    private final ByteBuf shared;

    LoopReadBuffer(int capacity) {
        super(1);
        this.capacity = capacity;
        this.shared = Unpooled.unreleasableBuffer(Unpooled.directBuffer(capacity, capacity));
    }

    @Override
    @SuppressWarnings("deprecation") // Handle is what the super class asks for
    public RecvByteBufAllocator.Handle newHandle() {
        return new SharedHandle();
    }

    void release() {
        shared.unwrap().release();
    }

    private final class SharedHandle extends MaxMessageHandle {
        @Override
        public int guess() {
            return capacity;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return shared.clear();
        }
    }
}
