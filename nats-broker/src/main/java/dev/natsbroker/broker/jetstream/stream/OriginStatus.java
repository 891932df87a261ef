package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.message.Digits;
import dev.natsbroker.broker.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the headers of heartbeats, flow control and answers of an origin say. Reused; owned by the lane. */
final class OriginStatus {
    private static final byte[] CONTROL = ascii("NATS/1.0 100 ");
    private static final byte[] LAST_DELIVERY = ascii("Nats-Last-Consumer:");
    private static final byte[] STALLED = ascii("Nats-Consumer-Stalled:");
    private static final byte[] IDENTITY = ascii("Nats-Stream-Identity:");

    private byte[] bytes = {};
    private int start;
    private int end;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the message is a heartbeat or a flow control request. */
    boolean isControl(Message message) {
        int from = message.bodyOffset();
        return message.headersLength() == message.bodyLength()
                && message.headersLength() > CONTROL.length
                && Arrays.equals(message.buffer(), from, from + CONTROL.length, CONTROL, 0, CONTROL.length);
    }

    /** Points at the headers of {@code message}. */
    void scan(Message message) {
        bytes = message.buffer();
        start = message.bodyOffset();
        end = start + message.headersLength();
    }

    /** The number of the last delivery, -1 if it is not said. */
    long lastDelivery() {
        byte[] value = value(LAST_DELIVERY);
        return Digits.parse(value, 0, value.length);
    }

    /** Where the origin waits for an answer because it believes that this side has stalled; empty if it does not. */
    byte[] stalledReply() {
        return value(STALLED);
    }

    /** Which stream the origin is; empty if it does not say. */
    String identity() {
        return new String(value(IDENTITY), StandardCharsets.US_ASCII);
    }

    private byte[] value(byte[] name) {
        int line = PublishHeaders.lineEnd(bytes, start, end) + 2;
        while (line < end) {
            int stop = PublishHeaders.lineEnd(bytes, line, end);
            if (stop - line > name.length && Arrays.equals(bytes, line, line + name.length, name, 0, name.length)) {
                return new String(bytes, line + name.length, stop - line - name.length, StandardCharsets.UTF_8)
                        .strip()
                        .getBytes(StandardCharsets.UTF_8);
            }
            line = stop + 2;
        }
        return new byte[0];
    }
}
