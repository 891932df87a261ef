package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has ready for one receiver since the last flush: encoded bytes, and the counts for the statistics. Owned by
 * the thread that fills it.
 */
final class Staging {
    private static final byte[] STATUS_HEAD = "NATS/1.0 503\r\nNats-Subject: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS_TAIL = "\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBufAllocator allocator;
    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private long bytes;
    private long messages;
    private long messageBytes;

    Staging(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The number of encoded bytes. */
    long bytes() {
        return bytes;
    }

    /** The number of messages among them. */
    long messages() {
        return messages;
    }

    /** The bytes of headers and payload of these messages. */
    long messageBytes() {
        return messageBytes;
    }

    /** Adds a control line. */
    void append(byte[] line) {
        Chunk chunk = chunkFor(line.length);
        chunk.put(line, 0, line.length);
        bytes += line.length;
    }

    /** Adds {@code MSG} or, for a receiver that understands headers, {@code HMSG}. */
    void appendMessage(Message message, byte[] head, Subscription subscription, boolean withHeaders) {
        int headersLength = message.headersLength();
        if (headersLength > 0 && !withHeaders) {
            appendWithoutHeaders(message, head, subscription);
            return;
        }
        byte[] sid = subscription.sid();
        int verb = headersLength > 0 ? 0 : 1;
        int headLength = head.length - verb;
        int length = headLength + sid.length + 1 + message.tailLength();
        Chunk chunk = chunkFor(length);
        chunk.put(head, verb, headLength);
        chunk.put(sid, 0, sid.length);
        chunk.put(' ');
        chunk.put(message.tailBuffer(), message.tailOffset(), message.tailLength());
        count(length, message.bodyLength());
    }

    private void appendWithoutHeaders(Message message, byte[] head, Subscription subscription) {
        int payloadLength = message.bodyLength() - message.headersLength();
        byte[] size = Integer.toString(payloadLength).getBytes(StandardCharsets.US_ASCII);
        byte[] sid = subscription.sid();
        int replyLength = message.hasReply() ? message.replyLength() + 1 : 0;
        int length = head.length - 1 + sid.length + 1 + replyLength + size.length + 2 + payloadLength + 2;
        Chunk chunk = chunkFor(length);
        chunk.put(head, 1, head.length - 1);
        chunk.put(sid, 0, sid.length);
        chunk.put(' ');
        if (message.hasReply()) {
            chunk.put(message.buffer(), message.replyOffset(), message.replyLength());
            chunk.put(' ');
        }
        chunk.put(size, 0, size.length);
        putLineEnd(chunk);
        chunk.put(message.buffer(), message.bodyOffset() + message.headersLength(), payloadLength);
        putLineEnd(chunk);
        count(length, payloadLength);
    }

    /** Adds the status 503 that tells a requester that nobody listens to {@code subject}. */
    void appendNoResponders(Message request, byte[] sid, byte[] subject, int subjectOffset, int subjectLength) {
        int headersLength = STATUS_HEAD.length + subjectLength + 4;
        byte[] sizes = (" " + headersLength + " " + headersLength + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] verb = "HMSG ".getBytes(StandardCharsets.US_ASCII);
        int length = verb.length + request.replyLength() + 1 + sid.length + sizes.length + headersLength + 2;
        Chunk chunk = chunkFor(length);
        chunk.put(verb, 0, verb.length);
        chunk.put(request.buffer(), request.replyOffset(), request.replyLength());
        chunk.put(' ');
        chunk.put(sid, 0, sid.length);
        chunk.put(sizes, 0, sizes.length);
        chunk.put(STATUS_HEAD, 0, STATUS_HEAD.length);
        chunk.put(subject, subjectOffset, subjectLength);
        chunk.put(STATUS_TAIL, 0, STATUS_TAIL.length);
        count(length, headersLength);
    }

    private static void putLineEnd(Chunk chunk) {
        chunk.put('\r');
        chunk.put('\n');
    }

    private void count(int encodedLength, int bodyLength) {
        bytes += encodedLength;
        messages++;
        messageBytes += bodyLength;
    }

    private Chunk chunkFor(int needed) {
        Chunk chunk = last;
        if (chunk != null && chunk.room() >= needed) {
            return chunk;
        }
        Chunk added = Chunk.allocate(allocator, needed, chunk == null);
        if (chunk == null) {
            first = added;
        } else {
            chunk.next = added;
        }
        last = added;
        return added;
    }

    /** Gives away the chunks and starts anew. */
    @Nullable
    Chunk takeChunks() {
        Chunk chunks = first;
        first = null;
        last = null;
        bytes = 0;
        messages = 0;
        messageBytes = 0;
        return chunks;
    }

    /** Drops what is staged. */
    void discard() {
        Chunk.release(takeChunks());
    }
}
