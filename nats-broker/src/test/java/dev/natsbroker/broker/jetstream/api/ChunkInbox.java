package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects messages as the bytes that they are. */
final class ChunkInbox implements MessageSink {
    /** One message. */
    record Chunk(String reply, String headers, byte[] payload) {}

    private final List<Chunk> chunks = new CopyOnWriteArrayList<>();

    @Override
    public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
        byte[] bytes = message.buffer();
        int payload = message.bodyOffset() + message.headersLength();
        chunks.add(new Chunk(
                text(bytes, message.replyOffset(), message.replyLength()),
                text(bytes, message.bodyOffset(), message.headersLength()),
                Arrays.copyOfRange(bytes, payload, message.bodyOffset() + message.bodyLength())));
        return true;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void flush(DeliveryBatch batch) {}

    /** What came so far. */
    List<Chunk> all() {
        return List.copyOf(chunks);
    }
}
