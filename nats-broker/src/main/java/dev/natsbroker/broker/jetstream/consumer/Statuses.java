package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.stream.StreamHost;
import dev.natsbroker.broker.message.OutboundMessage;
import org.jspecify.annotations.Nullable;

/** Writes the messages without payload by which a consumer speaks to its clients (spec 5.5, 5.6). Owned by the lane. */
final class Statuses {
    private static final byte[] START = Ascii.of("NATS/1.0 ");
    private static final byte[] LINE_END = Ascii.of("\r\n");
    private static final byte[] PENDING_MESSAGES = Ascii.of("Nats-Pending-Messages: ");
    private static final byte[] PENDING_BYTES = Ascii.of("Nats-Pending-Bytes: ");
    private static final byte[] LAST_CONSUMER = Ascii.of("Nats-Last-Consumer: ");
    private static final byte[] LAST_STREAM = Ascii.of("Nats-Last-Stream: ");
    private static final byte[] STALLED = Ascii.of("Nats-Consumer-Stalled: ");

    private final StreamHost host;
    private final Ascii headers = new Ascii(256);

    Statuses(StreamHost host) {
        this.host = host;
    }

    /** A status line alone, e.g. {@code 404 No Messages}. */
    void send(byte[] subject, String line) {
        begin(line).put(LINE_END);
        publish(subject, 0, subject.length, null);
    }

    /** The same to a subject within other bytes. */
    void send(byte[] subject, int offset, int length, String line) {
        begin(line).put(LINE_END);
        publish(subject, offset, length, null);
    }

    /** A status line that asks for a reply. */
    void request(byte[] subject, byte[] reply, String line) {
        begin(line).put(LINE_END);
        publish(subject, 0, subject.length, reply);
    }

    /** A status line with what is left of a pull request. */
    void sendWithRest(byte[] subject, String line, long messages, long bytes) {
        begin(line)
                .put(PENDING_MESSAGES)
                .put(messages)
                .put(LINE_END)
                .put(PENDING_BYTES)
                .put(bytes)
                .put(LINE_END)
                .put(LINE_END);
        publish(subject, 0, subject.length, null);
    }

    /**
     * A heartbeat.
     *
     * @param stalled where a flow-control reply is awaited, empty if nowhere
     */
    void heartbeat(byte[] subject, long lastConsumer, long lastStream, byte[] stalled) {
        begin("100 Idle Heartbeat")
                .put(LAST_CONSUMER)
                .put(lastConsumer)
                .put(LINE_END)
                .put(LAST_STREAM)
                .put(lastStream)
                .put(LINE_END);
        if (stalled.length > 0) {
            headers.put(STALLED).put(stalled).put(LINE_END);
        }
        headers.put(LINE_END);
        publish(subject, 0, subject.length, null);
    }

    private Ascii begin(String line) {
        return headers.clear().put(START).put(line).put(LINE_END);
    }

    private void publish(byte[] subject, int offset, int length, byte @Nullable [] reply) {
        OutboundMessage message = host.outbound().to(subject, offset, length);
        if (reply != null) {
            message.reply(reply, 0, reply.length);
        }
        message.openBody(headers.length(), 0)
                .put(headers.bytes(), 0, headers.length())
                .close();
        host.publisher().publish(message);
    }
}
