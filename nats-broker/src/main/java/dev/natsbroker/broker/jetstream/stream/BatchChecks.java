package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the messages of a batch may be stored, one after the other, against the stream and against those of the batch that
 * come before them. The order is that of a replicated stream (spec 4.3), also on a single server. Changes nothing but headers of the
 * message. Owned by the lane.
 */
final class BatchChecks {
    /** What the batch has written to a subject. */
    private static final class Written {
        private long messages;
        private long bytes;
    }

    private final Stream stream;
    private final boolean single;
    private final PublishChecks checks;
    private final CounterTotals counters;
    private final ScheduleChecks schedules;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Written> written = new HashMap<>();
    private final Map<String, Boolean> isSchedule = new HashMap<>();
    private final Map<String, Long> expected = new HashMap<>();
    private long count;
    private long duplicateOf;

    /** @param single whether each message is a batch of its own */
    BatchChecks(Stream stream, boolean single) {
        this.stream = stream;
        this.single = single;
        this.checks = new PublishChecks(stream);
        this.counters = new CounterTotals(stream);
        this.schedules = new ScheduleChecks(stream);
    }

    /** Begins a batch. */
    void begin() {
        if (count > 0) {
            ids.clear();
            written.clear();
            isSchedule.clear();
            expected.clear();
            counters.clear();
            count = 0;
        }
    }

    /** The sequence of the message that the last one repeats, 0 if it does not. */
    long duplicateOf() {
        return duplicateOf;
    }

    /** Why the next message of the batch is refused, or null. */
    @Nullable
    ApiError check(IncomingMessage incoming) {
        StreamConfig config = stream.config();
        NewMessage message = incoming.message();
        duplicateOf = 0;
        long size = stream.store().sizeOf(message.subjectLength, message.headersLength, message.payloadLength);
        if (config.storage() == StorageType.FILE && size > PublishChecks.RECORD_MAX) {
            return JetStreamError.STREAM_STORE_FAILED.with("message too large");
        }
        if (message.headersLength > PublishChecks.HEADERS_MAX) {
            return JetStreamError.STREAM_HEADER_EXCEEDS_MAXIMUM.toError();
        }
        ApiError refusal = incoming.headers().isEmpty() ? null : identity(incoming, config);
        if (refusal == null && config.allowMsgCounter()) {
            refusal = counters.add(incoming, config);
        }
        if (refusal == null && !incoming.headers().isEmpty()) {
            refusal = order(incoming, config);
        }
        return refusal != null ? refusal : track(incoming, config, size);
    }

    private @Nullable ApiError identity(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        ApiError refusal = counters.shape(incoming, config);
        if (refusal != null) {
            return refusal;
        }
        if (headers.hasValue(PublishHeader.EXPECTED_STREAM)
                && !headers.is(PublishHeader.EXPECTED_STREAM, config.name().getBytes(StandardCharsets.UTF_8))) {
            return JetStreamError.STREAM_NOT_MATCH.toError();
        }
        long ttl = MessageTtl.of(headers);
        if (ttl != MessageTtl.NONE && !config.allowMsgTtl()) {
            return JetStreamError.MESSAGE_TTL_DISABLED.toError();
        }
        if (ttl == MessageTtl.INVALID) {
            return JetStreamError.MESSAGE_TTL_INVALID.toError();
        }
        if (isDuplicate(headers)) {
            return JetStreamError.ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE.toError();
        }
        return headers.hasValue(PublishHeader.STREAM_SOURCE)
                ? JetStreamError.MESSAGE_SOURCE_HEADER_NOT_ALLOWED.toError()
                : null;
    }

    private boolean isDuplicate(PublishHeaders headers) {
        if (!headers.hasValue(PublishHeader.MSG_ID)) {
            return false;
        }
        if (!single && !ids.add(headers.text(PublishHeader.MSG_ID))) {
            return true;
        }
        if (stream.ids().isOn()) {
            duplicateOf = stream.ids().find(headers);
        }
        return duplicateOf > 0;
    }

    private @Nullable ApiError order(IncomingMessage incoming, StreamConfig config) {
        ApiError refusal = lastSequence(incoming.headers());
        if (refusal == null) {
            refusal = lastOfSubject(incoming);
        }
        if (refusal == null) {
            refusal = schedules.check(incoming, isSchedule);
        }
        return refusal == null ? rollUp(incoming, config) : refusal;
    }

    private @Nullable ApiError lastSequence(PublishHeaders headers) {
        if (!headers.hasValue(PublishHeader.EXPECTED_LAST_SEQUENCE)) {
            return null;
        }
        long last = stream.store().lastSequence() + count;
        if (headers.number(PublishHeader.EXPECTED_LAST_SEQUENCE) != last) {
            return JetStreamError.STREAM_WRONG_LAST_SEQUENCE.with(last);
        }
        return count > 0 ? JetStreamError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.toError() : null;
    }

    private @Nullable ApiError lastOfSubject(IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        boolean other = headers.hasValue(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
        if (!headers.hasValue(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
            return other ? JetStreamError.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID.toError() : null;
        }
        String subject = other ? otherSubject(headers) : subjectOf(incoming);
        if (written.containsKey(subject)) {
            return JetStreamError.STREAM_WRONG_LAST_SEQUENCE_CONSTANT.toError();
        }
        long last = expected.computeIfAbsent(subject, key -> checks.lastOfExpectedSubject(incoming));
        return headers.number(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE) == last
                ? null
                : JetStreamError.STREAM_WRONG_LAST_SEQUENCE.with(last);
    }

    private static String otherSubject(PublishHeaders headers) {
        byte[] other = headers.copy(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
        return ScheduleChecks.key(other, 0, other.length);
    }

    private static String subjectOf(IncomingMessage incoming) {
        NewMessage message = incoming.message();
        return ScheduleChecks.key(message.subject, message.subjectOffset, message.subjectLength);
    }

    /** A roll-up must not remove what the batch itself has written. */
    private @Nullable ApiError rollUp(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        if (!headers.hasValue(PublishHeader.ROLLUP)) {
            return null;
        }
        String problem = null;
        if (!PublishChecks.isRollupAllowed(config)) {
            problem = "rollup not permitted";
        } else if (headers.isIgnoringCase(PublishHeader.ROLLUP, "sub")) {
            problem = written.containsKey(subjectOf(incoming)) ? "batch rollup sub invalid" : null;
        } else if (headers.isIgnoringCase(PublishHeader.ROLLUP, "all")) {
            problem = count > 0 ? "batch rollup all invalid" : null;
        } else {
            String value = headers.text(PublishHeader.ROLLUP).toLowerCase(Locale.ROOT);
            problem = "rollup value invalid: " + dev.natsbroker.broker.subject.Subjects.quote(value);
        }
        return problem == null ? null : JetStreamError.STREAM_ROLLUP_FAILED.with(problem);
    }

    private @Nullable ApiError track(IncomingMessage incoming, StreamConfig config, long size) {
        count++;
        if (single && config.discard() != DiscardPolicy.NEW) {
            return null;
        }
        String subject = subjectOf(incoming);
        Written own = written.computeIfAbsent(subject, key -> new Written());
        own.messages++;
        own.bytes += size;
        isSchedule.put(subject, incoming.headers().hasValue(PublishHeader.SCHEDULE));
        if (config.discard() != DiscardPolicy.NEW) {
            return null;
        }
        String full = full(incoming, config, own);
        return full == null ? null : JetStreamError.STREAM_STORE_FAILED.with(full);
    }

    private @Nullable String full(IncomingMessage incoming, StreamConfig config, Written own) {
        StreamStore store = stream.store();
        long messages = store.messages();
        long bytes = store.bytes();
        for (Written each : written.values()) {
            messages += each.messages;
            bytes += each.bytes;
        }
        if (config.maxMsgs() > 0 && messages > config.maxMsgs()) {
            return "maximum messages exceeded";
        }
        if (config.maxBytes() > 0 && bytes > config.maxBytes()) {
            return "maximum bytes exceeded";
        }
        NewMessage message = incoming.message();
        return config.discardNewPerSubject()
                        && config.maxMsgsPerSubject() > 0
                        && !incoming.headers().hasValue(PublishHeader.ROLLUP)
                        && store.countOf(message.subject, message.subjectOffset, message.subjectLength) + own.messages
                                > config.maxMsgsPerSubject()
                ? "maximum messages per subject exceeded"
                : null;
    }
}
