package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.message.OutboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes stored messages as they are delivered: under their own subject, with the acknowledgement's subject as reply, perhaps with
 * further headers or without payload (spec 5.4–5.6). Owned by the lane.
 */
final class DeliveryWriter {
    private static final byte[] EMPTY_BLOCK = Ascii.of("NATS/1.0\r\n");
    private static final byte[] LINE_END = Ascii.of("\r\n");
    private static final byte[] SIZE = Ascii.of("Nats-Msg-Size: ");
    private static final byte[] PIN = Ascii.of("Nats-Pin-Id: ");

    private final ConsumerContext context;
    private final AckReply ackReply;
    private final Ascii added = new Ascii(64);

    DeliveryWriter(ConsumerContext context, @Nullable String v2Scope) {
        this.context = context;
        this.ackReply = new AckReply(context.streamName, context.name, v2Scope);
    }

    /** Prepares the delivery of {@code message}; returns its size as clients count it for {@code max_bytes}. */
    long prepare(StoredMessage message, long deliveries, long pending) {
        ackReply.write(
                deliveries, message.sequence(), context.state.deliveredConsumer() + 1, message.timeNanos(), pending);
        added.clear();
        if (context.config().headersOnly()) {
            added.put(SIZE).put(message.payloadLength()).put(LINE_END);
        }
        return (long) message.subjectLength() + ackReply.length() + headersLength(message) + payloadLength(message);
    }

    /** Adds the header that tells a pinned client its pin. */
    void addPin(String pin) {
        added.put(PIN).put(pin).put(LINE_END);
    }

    /** The size as flow control counts it, for a delivery to {@code target}. */
    long size(byte[] target, StoredMessage message) {
        return (long) target.length + ackReply.length() + headersLength(message) + payloadLength(message);
    }

    /** Sends what was prepared; returns whether anybody took it. */
    boolean send(byte[] target, StoredMessage message) {
        OutboundMessage out = context.host.outbound();
        byte[] bytes = message.buffer();
        int payload = payloadLength(message);
        out.to(target)
                .shownAs(bytes, message.subjectOffset(), message.subjectLength())
                .reply(ackReply.bytes(), 0, ackReply.length());
        if (added.length() == 0) {
            out.openBody(message.headersLength(), payload).put(bytes, message.headersOffset(), message.headersLength());
        } else {
            out.openBody(headersLength(message), payload);
            if (message.headersLength() == 0) {
                out.put(EMPTY_BLOCK);
            } else {
                out.put(bytes, message.headersOffset(), message.headersLength() - LINE_END.length);
            }
            out.put(added.bytes(), 0, added.length()).put(LINE_END);
        }
        out.put(bytes, message.payloadOffset(), payload).close();
        return context.host.publisher().publish(out) > 0;
    }

    private int payloadLength(StoredMessage message) {
        return context.config().headersOnly() ? 0 : message.payloadLength();
    }

    private int headersLength(StoredMessage message) {
        if (added.length() == 0) {
            return message.headersLength();
        }
        int before = message.headersLength() == 0 ? EMPTY_BLOCK.length : message.headersLength() - LINE_END.length;
        return before + added.length() + LINE_END.length;
    }
}
