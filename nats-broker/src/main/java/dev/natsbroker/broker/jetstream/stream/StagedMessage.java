package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import java.util.Arrays;

/** A message of an atomic batch that waits for the commit: a copy. Owned by the lane. */
final class StagedMessage {
    private static final int OVERHEAD = 96;

    final byte[] subject;
    byte[] payload;
    byte[] headers;
    /** Where and when it was stored, once it is. */
    private long sequence;

    private long timeNanos;
    private long lastOfSubject;

    StagedMessage(IncomingMessage incoming) {
        NewMessage from = incoming.message();
        subject = Arrays.copyOfRange(from.subject, from.subjectOffset, from.subjectOffset + from.subjectLength);
        headers = headersOf(incoming);
        payload = payloadOf(incoming);
    }

    private static byte[] headersOf(IncomingMessage incoming) {
        NewMessage from = incoming.message();
        return Arrays.copyOfRange(from.headers, from.headersOffset, from.headersOffset + from.headersLength);
    }

    private static byte[] payloadOf(IncomingMessage incoming) {
        NewMessage from = incoming.message();
        return Arrays.copyOfRange(from.payload, from.payloadOffset, from.payloadOffset + from.payloadLength);
    }

    /** The memory that it takes. */
    long bytes() {
        return (long) OVERHEAD + subject.length + headers.length + payload.length;
    }

    /** Shows it as a message on its way. */
    void show(IncomingMessage incoming) {
        incoming.take(subject, headers, payload, false);
    }

    /** Keeps the headers as the checks have rewritten them. */
    void keepHeaders(IncomingMessage incoming) {
        headers = headersOf(incoming);
    }

    /** Keeps what was stored: a counter's payload is another one than what came. */
    void keepStored(IncomingMessage stored) {
        headers = headersOf(stored);
        payload = stored.message().payload == payload ? payload : payloadOf(stored);
        sequence = stored.message().sequence;
        timeNanos = stored.message().timeNanos;
        lastOfSubject = stored.lastOfSubject();
    }

    /** Shows it as the message that was stored. */
    void showStored(IncomingMessage incoming) {
        show(incoming);
        incoming.message().sequence = sequence;
        incoming.message().timeNanos = timeNanos;
        incoming.lastOfSubject(lastOfSubject);
    }

    /** Adds a header. */
    void add(PublishHeader header, String value) {
        headers = new HeaderBlock()
                .copy(headers, 0, headers.length)
                .add(header.headerName(), value)
                .toByteArray();
    }
}
