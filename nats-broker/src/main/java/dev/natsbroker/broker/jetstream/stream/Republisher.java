package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.Republish;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.subject.SubjectTransform;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Publishes stored messages once more under another subject, once they are durable (spec 3.7, ADR-28). Owned by the lane. */
final class Republisher {
    private final Stream stream;
    private final TimeText time = new TimeText();
    private @Nullable SubjectTransform transform;
    private boolean headersOnly;

    Republisher(Stream stream) {
        this.stream = stream;
    }

    void configure() {
        Republish rule = stream.config().republish();
        transform = rule == null ? null : SubjectTransform.parse(orAll(rule.source()), orAll(rule.destination()));
        headersOnly = rule != null && rule.headersOnly();
    }

    private static String orAll(String subject) {
        return subject.isEmpty() ? ">" : subject;
    }

    /** Before the message is stored: the sequence of the message before it on its subject, which {@link #stored} wants to know. */
    long lastOfSubject(NewMessage message) {
        return transform == null
                ? 0
                : stream.store().lastOf(message.subject, message.subjectOffset, message.subjectLength);
    }

    /** The message is stored, and stays. */
    void stored(NewMessage message, long lastOfSubject) {
        SubjectTransform rule = transform;
        if (rule == null || !rule.matches(message.subject, message.subjectOffset, message.subjectLength)) {
            return;
        }
        byte[] subject = rule.apply(
                message.subject,
                message.subjectOffset,
                message.subjectLength,
                stream.lane().random());
        if (!Subjects.isValidPublish(subject, 0, subject.length)) {
            return;
        }
        byte[] headers = headers(message, lastOfSubject);
        byte[] payload = headersOnly
                ? new byte[0]
                : Arrays.copyOfRange(
                        message.payload, message.payloadOffset, message.payloadOffset + message.payloadLength);
        stream.commit().whenDurable(() -> send(subject, headers, payload));
    }

    private void send(byte[] subject, byte[] headers, byte[] payload) {
        OutboundMessage outbound = stream.host().outbound();
        outbound.to(subject).body(headers, payload);
        stream.host().publisher().publish(outbound);
    }

    private byte[] headers(NewMessage message, long lastOfSubject) {
        HeaderBlock block = new HeaderBlock()
                .copy(message.headers, message.headersOffset, message.headersLength)
                .add("Nats-Stream", stream.config().name())
                .add("Nats-Subject", text(message.subject, message.subjectOffset, message.subjectLength))
                .add("Nats-Sequence", Long.toString(message.sequence))
                .add("Nats-Time-Stamp", time.format(message.timeNanos).toString())
                .add("Nats-Last-Sequence", Long.toString(lastOfSubject));
        if (headersOnly) {
            block.add("Nats-Msg-Size", Integer.toString(message.payloadLength));
        }
        return block.toByteArray();
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
