package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.message.Digits;
import dev.natsbroker.broker.message.OutboundMessage;
import java.nio.charset.StandardCharsets;

/**
 * Writes stored messages in answer to direct gets: the stored headers, those of the stream, the payload. Nothing is allocated. Owned
 * by the lane.
 */
final class DirectReply {
    private static final byte[] VERSION = ascii("NATS/1.0\r\n");
    private static final byte[] SEQUENCE = ascii("\r\nNats-Sequence: ");
    private static final byte[] TIME = ascii("\r\nNats-Time-Stamp: ");
    private static final byte[] PENDING = ascii("\r\nNats-Num-Pending: ");
    private static final byte[] LAST = ascii("\r\nNats-Last-Sequence: ");
    private static final byte[] UP_TO = ascii("\r\nNats-UpTo-Sequence: ");
    private static final byte[] END_OF_BATCH = ascii("NATS/1.0 204 EOB");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] NOTHING = {};
    private static final int LINE_END = 2;

    private final StreamHost host;
    private final byte[] stream;
    private final TimeText time = new TimeText();

    DirectReply(Stream stream) {
        this.host = stream.host();
        this.stream = ascii("Nats-Stream: " + stream.config().name() + "\r\nNats-Subject: ");
    }

    /** One message. */
    void message(StoredMessage stored, byte[] reply, int offset, int length) {
        write(stored, -1, 0, reply, offset, length);
    }

    /** A message of a batch: {@code pending} more come, {@code last} came before. */
    void message(StoredMessage stored, long pending, long last, byte[] reply) {
        write(stored, pending, last, reply, 0, reply.length);
    }

    private void write(StoredMessage stored, long pending, long last, byte[] reply, int offset, int length) {
        byte[] bytes = stored.buffer();
        time.format(stored.timeNanos());
        int headers = stored.headersLength();
        int size = (headers > 0 ? headers - LINE_END : VERSION.length)
                + stream.length
                + stored.subjectLength()
                + SEQUENCE.length
                + Digits.count(stored.sequence())
                + TIME.length
                + time.length()
                + END.length;
        if (pending >= 0) {
            size += PENDING.length + Digits.count(pending) + LAST.length + Digits.count(last);
        }
        OutboundMessage outbound = host.outbound();
        outbound.to(reply, offset, length).openBody(size, stored.payloadLength());
        if (headers > 0) {
            outbound.put(bytes, stored.headersOffset(), headers - LINE_END);
        } else {
            outbound.put(VERSION);
        }
        outbound.put(stream)
                .put(bytes, stored.subjectOffset(), stored.subjectLength())
                .put(SEQUENCE)
                .putNumber(stored.sequence())
                .put(TIME)
                .put(time.bytes(), 0, time.length());
        if (pending >= 0) {
            outbound.put(PENDING).putNumber(pending).put(LAST).putNumber(last);
        }
        outbound.put(END).put(bytes, stored.payloadOffset(), stored.payloadLength());
        host.publisher().publish(outbound.close());
    }

    /** A payload alone. */
    void payload(StoredMessage stored, byte[] reply, int offset, int length) {
        OutboundMessage outbound = host.outbound();
        outbound.to(reply, offset, length)
                .openBody(0, stored.payloadLength())
                .put(stored.buffer(), stored.payloadOffset(), stored.payloadLength());
        host.publisher().publish(outbound.close());
    }

    /** The end of a batch. */
    void endOfBatch(long pending, long last, byte[] reply) {
        end(numbers(pending, last) + text(END), reply);
    }

    /** The end of the last messages of many subjects. */
    void endOfBatch(long pending, long last, long upTo, byte[] reply) {
        end(numbers(pending, last) + text(UP_TO) + upTo + text(END), reply);
    }

    private static String numbers(long pending, long last) {
        return text(END_OF_BATCH) + text(PENDING) + pending + text(LAST) + last;
    }

    private void end(String headers, byte[] reply) {
        OutboundMessage outbound = host.outbound();
        outbound.to(reply).body(ascii(headers), NOTHING);
        host.publisher().publish(outbound);
    }

    /** A status without a message, e.g. {@code 404 Message Not Found}. */
    void status(byte[] status, byte[] reply, int offset, int length) {
        OutboundMessage outbound = host.outbound();
        outbound.to(reply, offset, length).body(status, NOTHING);
        host.publisher().publish(outbound);
    }

    /** The header block of a status. */
    static byte[] statusOf(String text) {
        return ascii("NATS/1.0 " + text + "\r\n\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
