package dev.natsbroker.spring.core;

import static io.nats.client.support.NatsJetStreamConstants.EXPECTED_LAST_MSG_ID_HDR;
import static io.nats.client.support.NatsJetStreamConstants.EXPECTED_LAST_SEQ_HDR;
import static io.nats.client.support.NatsJetStreamConstants.EXPECTED_LAST_SUB_SEQ_HDR;
import static io.nats.client.support.NatsJetStreamConstants.EXPECTED_LAST_SUB_SEQ_SUB_HDR;
import static io.nats.client.support.NatsJetStreamConstants.EXPECTED_STREAM_HDR;
import static io.nats.client.support.NatsJetStreamConstants.MSG_ID_HDR;
import static io.nats.client.support.NatsJetStreamConstants.MSG_TTL_HDR;
import static io.nats.client.support.NatsJetStreamConstants.NATS_SCHEDULE_HDR;
import static io.nats.client.support.NatsJetStreamConstants.NATS_SCHEDULE_TARGET_HDR;

import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects a message and has it sent. Not thread-safe. */
final class DefaultStreamMessageSpec implements StreamMessageSpec {
    private final Sender sender;
    private final PayloadConverters converters;
    private final String subject;
    private final @Nullable String template;
    private final Headers headers = new Headers();
    private Duration timeout;
    private @Nullable Object payload;

    /** What sends the message in the end. */
    interface Sender {
        PublishAck send(DefaultStreamMessageSpec message);

        CompletableFuture<PublishAck> sendAsync(DefaultStreamMessageSpec message);
    }

    DefaultStreamMessageSpec(
            Sender sender, PayloadConverters converters, String subject, @Nullable String template, Duration timeout) {
        this.sender = sender;
        this.converters = converters;
        this.subject = SubjectTemplate.requireNoWildcards(subject);
        this.template = template;
        this.timeout = timeout;
    }

    String subject() {
        return subject;
    }

    @Nullable
    String template() {
        return template;
    }

    Duration timeout() {
        return timeout;
    }

    OutboundMessage message() {
        return OutboundMessage.of(payload, headers.isEmpty() ? null : headers, converters);
    }

    @Override
    public StreamMessageSpec payload(@Nullable Object newPayload) {
        this.payload = newPayload;
        return this;
    }

    @Override
    public StreamMessageSpec header(String name, String... values) {
        OutboundMessage.putHeader(headers, name, List.of(values));
        return this;
    }

    @Override
    public StreamMessageSpec headers(@Nullable Headers newHeaders) {
        if (newHeaders != null) {
            newHeaders.forEach(headers::put);
        }
        return this;
    }

    @Override
    public StreamMessageSpec messageId(String id) {
        return header(MSG_ID_HDR, id);
    }

    @Override
    public StreamMessageSpec expectedStream(String stream) {
        return header(EXPECTED_STREAM_HDR, stream);
    }

    @Override
    public StreamMessageSpec expectedLastSequence(long sequence) {
        return header(EXPECTED_LAST_SEQ_HDR, sequence(sequence));
    }

    @Override
    public StreamMessageSpec expectedLastSubjectSequence(long sequence) {
        return header(EXPECTED_LAST_SUB_SEQ_HDR, sequence(sequence));
    }

    @Override
    public StreamMessageSpec expectedLastSubjectSequence(String filter, long sequence) {
        return expectedLastSubjectSequence(sequence).header(EXPECTED_LAST_SUB_SEQ_SUB_HDR, filter);
    }

    private static String sequence(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException(
                    "Expected sequence is " + sequence + ", but must be 0 (nothing yet) or more");
        }
        return Long.toString(sequence);
    }

    @Override
    public StreamMessageSpec expectedLastMessageId(String id) {
        return header(EXPECTED_LAST_MSG_ID_HDR, id);
    }

    @Override
    public StreamMessageSpec timeToLive(Duration ttl) {
        if (ttl.toSeconds() < 1 || ttl.getNano() != 0) {
            throw new IllegalArgumentException(
                    "Time to live is " + ttl + ", but must be whole seconds, and one at least");
        }
        return header(MSG_TTL_HDR, ttl.toSeconds() + "s");
    }

    @Override
    public StreamMessageSpec deliverAt(Instant time, String target) {
        return deliverOnSchedule("@at " + DateTimeFormatter.ISO_INSTANT.format(time), target);
    }

    @Override
    public StreamMessageSpec deliverOnSchedule(String schedule, String target) {
        return header(NATS_SCHEDULE_HDR, schedule).header(NATS_SCHEDULE_TARGET_HDR, target);
    }

    @Override
    public StreamMessageSpec timeout(Duration newTimeout) {
        if (newTimeout.isNegative() || newTimeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + newTimeout + ", but must be more than 0");
        }
        this.timeout = newTimeout;
        return this;
    }

    @Override
    public PublishAck publish() {
        return sender.send(this);
    }

    @Override
    public CompletableFuture<PublishAck> publishAsync() {
        return sender.sendAsync(this);
    }
}
