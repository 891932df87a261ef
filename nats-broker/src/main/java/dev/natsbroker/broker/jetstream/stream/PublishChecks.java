package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a message may be stored: the checks of a single server in the order of spec 4.3. Changes nothing but the message's
 * own findings. Owned by the lane.
 */
final class PublishChecks {
    /** What is to be done with a message. */
    enum Verdict {
        /** Store it. */
        STORE,
        /** Nobody wants it: it takes a sequence only. */
        SKIP,
        /** It was stored before: see {@link IncomingMessage#duplicateOf}. */
        DUPLICATE,
        /** Answer with {@link PublishChecks#error}. */
        REFUSE
    }

    static final int RECORD_MAX = 32 << 20;
    static final int HEADERS_MAX = 65_535;
    private static final ApiError NONE = new ApiError(0, 0, "");

    private final Stream stream;
    private final byte[] streamName;
    private final CounterRule counter;
    private final StoredMessage first = new StoredMessage();
    private ApiError error = NONE;

    PublishChecks(Stream stream) {
        this.stream = stream;
        this.streamName = stream.config().name().getBytes(StandardCharsets.UTF_8);
        this.counter = new CounterRule(stream);
    }

    /** Why the last message was refused. */
    ApiError error() {
        return error;
    }

    private Verdict refuse(ApiError reason) {
        error = reason;
        return Verdict.REFUSE;
    }

    private Verdict refuse(JetStreamError reason) {
        return refuse(reason.toError());
    }

    /** All checks for a message that stands for itself. */
    Verdict check(IncomingMessage incoming) {
        StreamConfig config = stream.config();
        NewMessage message = incoming.message();
        long size = size(message);
        if (config.storage() == StorageType.FILE && size > RECORD_MAX) {
            return refuse(JetStreamError.STREAM_STORE_FAILED.with("message too large"));
        }
        if (config.sealed()) {
            return refuse(JetStreamError.STREAM_SEALED);
        }
        if (isTooLarge(incoming, config)) {
            return refuse(JetStreamError.STREAM_MESSAGE_EXCEEDS_MAXIMUM);
        }
        if (message.headersLength > HEADERS_MAX) {
            return refuse(JetStreamError.STREAM_HEADER_EXCEEDS_MAXIMUM);
        }
        if (!incoming.headers().isEmpty()) {
            ApiError refusal = expectations(incoming, config);
            if (refusal != null) {
                return refuse(refusal);
            }
            if (isDuplicate(incoming, config)) {
                return Verdict.DUPLICATE;
            }
            refusal = lastIdAndRollup(incoming, config);
            if (refusal != null) {
                return refuse(refusal);
            }
        }
        if (config.allowMsgCounter()) {
            ApiError refusal = counter.apply(incoming);
            if (refusal != null) {
                return refuse(refusal);
            }
            if (isTooLarge(incoming, config)) {
                return refuse(JetStreamError.STREAM_MESSAGE_EXCEEDS_MAXIMUM);
            }
            size = size(message);
        }
        return room(incoming, config, size);
    }

    private static boolean isTooLarge(IncomingMessage incoming, StreamConfig config) {
        return config.maxMsgSize() >= 0 && incoming.size() > config.maxMsgSize();
    }

    private long size(NewMessage message) {
        return stream.store().sizeOf(message.subjectLength, message.headersLength, message.payloadLength);
    }

    private @Nullable ApiError expectations(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        ApiError refusal = counter.shape(incoming, config);
        if (refusal != null) {
            return refusal;
        }
        if (headers.hasValue(PublishHeader.EXPECTED_STREAM) && !headers.is(PublishHeader.EXPECTED_STREAM, streamName)) {
            return JetStreamError.STREAM_NOT_MATCH.toError();
        }
        if (!config.allowMsgTtl() && !incoming.isSourced() && headers.hasValue(PublishHeader.TTL)) {
            long ttl = MessageTtl.of(headers);
            if (ttl != MessageTtl.INVALID && ttl != MessageTtl.NONE) {
                return JetStreamError.MESSAGE_TTL_DISABLED.toError();
            }
        }
        refusal = expectedSequences(incoming);
        if (refusal == null && !incoming.isSourced()) {
            refusal = stream.schedules().check(incoming);
            if (refusal == null && headers.hasValue(PublishHeader.STREAM_SOURCE)) {
                refusal = JetStreamError.MESSAGE_SOURCE_HEADER_NOT_ALLOWED.toError();
            }
        }
        return refusal;
    }

    private @Nullable ApiError expectedSequences(IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        if (headers.hasValue(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
            long last = lastOfExpectedSubject(incoming);
            if (headers.number(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE) != last) {
                return JetStreamError.STREAM_WRONG_LAST_SEQUENCE.with(last);
            }
        } else if (headers.hasValue(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)) {
            return JetStreamError.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID.toError();
        }
        long last = stream.store().lastSequence();
        if (headers.hasValue(PublishHeader.EXPECTED_LAST_SEQUENCE)
                && headers.number(PublishHeader.EXPECTED_LAST_SEQUENCE) != last) {
            return JetStreamError.STREAM_WRONG_LAST_SEQUENCE.with(last);
        }
        return null;
    }

    long lastOfExpectedSubject(IncomingMessage incoming) {
        StreamStore store = stream.store();
        PublishHeaders headers = incoming.headers();
        NewMessage message = incoming.message();
        if (!headers.hasValue(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)) {
            return store.lastOf(message.subject, message.subjectOffset, message.subjectLength);
        }
        byte[] other = headers.copy(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
        return Subjects.isLiteral(other, 0, other.length)
                ? store.lastOf(other, 0, other.length)
                : store.lastMatching(SubjectFilter.of(other), store.lastSequence());
    }

    private boolean isDuplicate(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        MessageIds ids = stream.ids();
        if (!ids.isOn() || !headers.hasValue(PublishHeader.MSG_ID) || config.mirror() != null) {
            return false;
        }
        long original = ids.find(headers);
        incoming.duplicateOf(original);
        return original > 0;
    }

    private @Nullable ApiError lastIdAndRollup(IncomingMessage incoming, StreamConfig config) {
        PublishHeaders headers = incoming.headers();
        if (headers.hasValue(PublishHeader.EXPECTED_LAST_MSG_ID)) {
            byte[] last = stream.ids().last();
            if (!headers.is(PublishHeader.EXPECTED_LAST_MSG_ID, last)) {
                return JetStreamError.STREAM_WRONG_LAST_MSG_ID.with(new String(last, StandardCharsets.UTF_8));
            }
        }
        if (!headers.hasValue(PublishHeader.ROLLUP)) {
            return null;
        }
        if (!isRollupAllowed(config) && !incoming.isSourced()) {
            return JetStreamError.STREAM_ROLLUP_FAILED.with("rollup not permitted");
        }
        if (headers.isIgnoringCase(PublishHeader.ROLLUP, "sub")) {
            incoming.rollup(IncomingMessage.Rollup.SUBJECT);
        } else if (headers.isIgnoringCase(PublishHeader.ROLLUP, "all")) {
            incoming.rollup(IncomingMessage.Rollup.ALL);
        } else {
            String value = Subjects.quote(headers.text(PublishHeader.ROLLUP).toLowerCase(Locale.ROOT));
            return JetStreamError.STREAM_ROLLUP_FAILED.with("rollup value invalid: " + value);
        }
        return null;
    }

    static boolean isRollupAllowed(StreamConfig config) {
        return config.allowRollup() && !config.denyPurge();
    }

    /** The checks of room. */
    private Verdict room(IncomingMessage incoming, StreamConfig config, long size) {
        NewMessage message = incoming.message();
        StreamHost.Refusal noRoom = stream.usage().roomFor(size);
        if (noRoom == StreamHost.Refusal.SERVER) {
            return refuse(JetStreamError.INSUFFICIENT_RESOURCES);
        }
        if (config.retention() == RetentionPolicy.INTEREST
                && !stream.retention().isWanted(message.subject, message.subjectOffset, message.subjectLength)) {
            return Verdict.SKIP;
        }
        if (noRoom == StreamHost.Refusal.ACCOUNT) {
            return refuse(JetStreamError.ACCOUNT_RESOURCES_EXCEEDED);
        }
        if (incoming.headers().hasValue(PublishHeader.TTL) && !takeTtl(incoming, config)) {
            return refuse(JetStreamError.MESSAGE_TTL_INVALID);
        }
        if (config.discard() == DiscardPolicy.NEW) {
            String full = full(incoming, config, size(message));
            if (full != null) {
                return refuse(JetStreamError.STREAM_STORE_FAILED.with(full));
            }
        }
        return Verdict.STORE;
    }

    /** A TTL below that of the stream's delete markers is raised to it, or a marker could be missed (ADR-43). */
    static boolean takeTtl(IncomingMessage incoming, StreamConfig config) {
        long ttl = MessageTtl.of(incoming.headers());
        if (ttl == MessageTtl.INVALID) {
            return false;
        }
        long least = config.subjectDeleteMarkerTtlNanos() / 1_000_000_000L;
        if (ttl > 0 && ttl < least && config.maxMsgsPerSubject() != 1) {
            ttl = least;
            incoming.rewrite(incoming.edit().set(PublishHeader.TTL.headerName(), Long.toString(least)));
        }
        incoming.ttlSeconds(ttl);
        return true;
    }

    /** Why a stream that discards new messages has no place for this one, or null if it has (spec 3.6). */
    private @Nullable String full(IncomingMessage incoming, StreamConfig config, long size) {
        StreamStore store = stream.store();
        NewMessage message = incoming.message();
        boolean tooMany = config.maxMsgs() > 0 && store.messages() >= config.maxMsgs();
        boolean tooLarge = config.maxBytes() > 0 && store.bytes() + size > config.maxBytes();
        if (!tooMany && !tooLarge && !config.discardNewPerSubject()) {
            return null;
        }
        boolean replaces = config.maxMsgsPerSubject() > 0
                && store.countOf(message.subject, message.subjectOffset, message.subjectLength)
                        >= config.maxMsgsPerSubject();
        if (replaces && config.discardNewPerSubject() && !incoming.headers().hasValue(PublishHeader.ROLLUP)) {
            return "maximum messages per subject exceeded";
        }
        if (tooMany && !replaces) {
            return "maximum messages exceeded";
        }
        return tooLarge && (!replaces || sizeOfFirst(message) < size) ? "maximum bytes exceeded" : null;
    }

    private long sizeOfFirst(NewMessage message) {
        StreamStore store = stream.store();
        long sequence = store.firstOf(message.subject, message.subjectOffset, message.subjectLength);
        return store.read(sequence, first)
                ? store.sizeOf(first.subjectLength(), first.headersLength(), first.payloadLength())
                : 0;
    }
}
