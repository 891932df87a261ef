package dev.natsbroker.broker.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way to one client: chunks that wait here, and a bounded part of them that the socket's buffer has already
 * taken. Owned by the connection's event loop; {@link #pendingBytes()} may be read by any thread.
 */
final class OutboundQueue {
    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private long queuedBytes;
    /** Bytes that the socket has taken over the connection's life, for the write deadline. */
    private long handedBytes;

    private volatile long pendingBytes;

    /** Appends chunks, which from now on belong to this queue. */
    void enqueue(@Nullable Chunk chunks, long bytes) {
        if (chunks == null) {
            return;
        }
        Chunk tail = last;
        if (tail == null) {
            first = chunks;
        } else {
            tail.next = chunks;
        }
        Chunk end = chunks;
        for (Chunk next = end.next; next != null; next = end.next) {
            end = next;
        }
        last = end;
        queuedBytes += bytes;
    }

    /** Writes as much as the socket takes. */
    void flush(ChannelHandlerContext context) {
        Channel channel = context.channel();
        boolean written = false;
        for (Chunk chunk = first; chunk != null && channel.isWritable(); chunk = first) {
            writeFirst(context, chunk);
            written = true;
        }
        if (written) {
            context.flush();
        }
        updatePending(channel);
    }

    /**
     * Writes everything, whether or not the socket's buffer has room: for a connection that ends behind it.
     *
     * <p>This must go on without a pause. Once a client has closed its side, a pause between two writes leaves the socket
     * nothing to wait for; Netty 4.2.17 then takes it out of epoll for good, and the next write that has to wait fails.
     */
    void flushAll(ChannelHandlerContext context) {
        context.channel().config().setWriteSpinCount(Integer.MAX_VALUE);
        for (Chunk chunk = first; chunk != null; chunk = first) {
            writeFirst(context, chunk);
        }
        context.flush();
        updatePending(context.channel());
    }

    private void writeFirst(ChannelHandlerContext context, Chunk chunk) {
        first = chunk.next;
        last = first == null ? null : last;
        queuedBytes -= chunk.length();
        handedBytes += chunk.length();
        context.write(chunk.take(), context.voidPromise());
    }

    private void updatePending(Channel channel) {
        long pending = queuedBytes + socketPendingBytes(channel);
        if (pending != pendingBytes) {
            pendingBytes = pending;
        }
    }

    private static long socketPendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** How many bytes the socket has really sent, over the connection's life. */
    long sentBytes(Channel channel) {
        return handedBytes - socketPendingBytes(channel);
    }

    /** Bytes that wait, here and in the socket's buffer. Any thread may ask; others than the owner see a recent value. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Whether nothing waits here; the socket's buffer may still hold something. */
    boolean isEmpty() {
        return first == null;
    }

    /** Drops everything that waits here. */
    void discard() {
        Chunk.release(first);
        first = null;
        last = null;
        queuedBytes = 0;
        pendingBytes = 0;
    }
}
