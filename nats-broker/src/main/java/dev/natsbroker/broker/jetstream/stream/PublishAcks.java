package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.message.Digits;
import dev.natsbroker.broker.message.OutboundMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the acknowledgements of one stream (ADR-22, spec 4.1). Owned by the lane. */
final class PublishAcks {
    private static final byte[] END = {'}'};
    private static final byte[] DUPLICATE_END =
            ascii(",\"duplicate\": true}"); // the blank is part of the protocol's folklore

    static final byte[] NO_REPLY = {};

    private static final byte[] NOTHING = {};
    private static final byte[] TOO_MANY = ascii("NATS/1.0 429 Too Many Requests\r\n\r\n");

    private final StreamHost host;
    private final byte[] start;
    private final String errorEnd;

    PublishAcks(StreamHost host, String stream) {
        this.host = host;
        errorEnd = ",\"stream\":\"" + stream + "\",\"seq\":0}";
        String domain = host.domain();
        start = ascii("{\"stream\":\"" + stream + "\"," + (domain == null ? "" : "\"domain\":\"" + domain + "\",")
                + "\"seq\":");
    }

    void stored(long sequence, byte[] reply, int offset, int length) {
        send(sequence, END, reply, offset, length);
    }

    void duplicate(long sequence, byte[] reply, int offset, int length) {
        send(sequence, DUPLICATE_END, reply, offset, length);
    }

    /** With further fields behind the sequence, e.g. {@code ,"val":"3"}. */
    void stored(long sequence, @Nullable String furtherFields, byte[] reply, int offset, int length) {
        send(sequence, furtherFields == null ? END : ascii(furtherFields + "}"), reply, offset, length);
    }

    /** {@code error} instead of a sequence. */
    void refused(ApiError error, byte[] reply, int offset, int length) {
        send(NOTHING, text(error), reply, offset, length);
    }

    /** The answer to a message that came while too much was waiting. */
    void tooMany(byte[] reply, int offset, int length) {
        send(TOO_MANY, text(JetStreamError.STREAM_TOO_MANY_REQUESTS.toError()), reply, offset, length);
    }

    private byte[] text(ApiError error) {
        return ascii("{\"error\":" + new String(GoJson.compact(error), StandardCharsets.UTF_8) + errorEnd);
    }

    /** A message with any payload to where a publisher waits. */
    void send(byte[] headers, byte[] payload, byte[] reply, int offset, int length) {
        OutboundMessage message = host.outbound();
        message.to(reply, offset, length).body(headers, payload);
        host.publisher().publish(message);
    }

    private void send(long sequence, byte[] end, byte[] reply, int offset, int length) {
        OutboundMessage message = host.outbound();
        message.to(reply, offset, length)
                .openBody(0, start.length + Digits.count(sequence) + end.length)
                .put(start)
                .putNumber(sequence)
                .put(end)
                .close();
        host.publisher().publish(message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
