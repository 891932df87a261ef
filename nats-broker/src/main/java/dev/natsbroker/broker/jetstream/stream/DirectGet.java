package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code $JS.API.DIRECT.GET.<stream>} and {@code $JS.API.DIRECT.GET.<stream>.<subject>} (spec 6.2, ADR-31). A message that is
 * not durable yet is shown once it is. Owned by the lane; nothing is allocated for the last message of a subject.
 */
final class DirectGet {
    private static final byte[] NOT_FOUND = DirectReply.statusOf("404 Message Not Found");
    private static final byte[] EMPTY = DirectReply.statusOf("408 Empty Request");
    private static final byte[] MALFORMED = DirectReply.statusOf("408 Malformed Request");
    private static final byte[] BAD = DirectReply.statusOf("408 Bad Request");
    private static final byte[] LEVEL = DirectReply.statusOf("412 Required Api Level");

    /** The API level of the reference (spec 1.5). */
    private static final int API_LEVEL = 5;

    /** Tokens in front of the subject: {@code $JS.API.DIRECT.GET.<stream>}. */
    private static final int PREFIX_TOKENS = 5;

    private final Stream stream;
    private final DirectReply replies;
    private final DirectGetBatch batches;
    private final StoredMessage stored = new StoredMessage();
    private final PublishHeaders headers = new PublishHeaders();

    DirectGet(Stream stream) {
        this.stream = stream;
        this.replies = new DirectReply(stream);
        this.batches = new DirectGetBatch(stream, replies);
    }

    /** Takes requests that say in their body what they want. */
    LaneReceiver requests() {
        return this::request;
    }

    /** Takes requests whose subject ends with the subject that is wanted. */
    LaneReceiver lastBySubject() {
        return this::lastBySubject;
    }

    private void request(Message message) {
        if (!stream.isActive() || !message.hasReply()) {
            return;
        }
        MessageGetRequest request = null;
        byte[] refusal = message.bodyLength() == message.headersLength() ? EMPTY : null;
        if (needsHigherLevel(message)) {
            refusal = LEVEL;
        } else if (refusal == null) {
            request = parse(message);
            refusal =
                    request == null ? MALFORMED : request.isEmpty() ? EMPTY : request.isBadForDirectGet() ? BAD : null;
        }
        if (refusal != null || request == null) {
            status(refusal == null ? MALFORMED : refusal, message);
        } else if (request.batch() > 0 || !request.multiLast().isEmpty()) {
            batch(request, message);
        } else {
            send(find(request), request.isWithoutHeaders(), message);
        }
    }

    private void batch(MessageGetRequest request, Message message) {
        byte[] reply = replyOf(message);
        long last = stream.store().lastSequence();
        if (stream.committed() >= last) {
            batches.answer(request, last, reply);
        } else {
            stream.commit().whenDurable(() -> batches.answer(request, last, reply), () -> notFound(reply));
        }
    }

    private void lastBySubject(Message message) {
        if (!stream.isActive() || !message.hasReply()) {
            return;
        }
        boolean withoutHeaders = false;
        if (message.headersLength() > 0 && needsHigherLevel(message)) {
            status(LEVEL, message);
            return;
        }
        if (message.bodyLength() > message.headersLength()) {
            MessageGetRequest request = parse(message);
            if (request == null || request.isBadForLastBySubject()) {
                status(request == null ? MALFORMED : BAD, message);
                return;
            }
            withoutHeaders = request.isWithoutHeaders();
        }
        int start = wantedSubject(message);
        int length = message.subjectOffset() + message.subjectLength() - start;
        send(lastOf(message.buffer(), start, length), withoutHeaders, message);
    }

    private static int wantedSubject(Message message) {
        byte[] bytes = message.buffer();
        int at = message.subjectOffset();
        for (int dots = 0; dots < PREFIX_TOKENS; at++) {
            if (bytes[at] == '.') {
                dots++;
            }
        }
        return at;
    }

    private long lastOf(byte[] subject, int offset, int length) {
        StreamStore store = stream.store();
        if (Subjects.isLiteral(subject, offset, length)) {
            return store.lastOf(subject, offset, length);
        }
        byte[] filter = Arrays.copyOfRange(subject, offset, offset + length);
        return store.lastMatching(SubjectFilter.of(filter), store.lastSequence());
    }

    /** The sequence of the single message that is asked for, or 0. */
    private long find(MessageGetRequest request) {
        return find(stream.store(), request);
    }

    /** The sequence of the single message that is asked for, or 0. */
    static long find(StreamStore store, MessageGetRequest request) {
        long sequence = startOf(store, request);
        if (!request.nextBySubject().isEmpty()) {
            return store.nextMatching(SubjectFilter.of(request.nextBySubject()), Math.max(1, sequence));
        }
        if (sequence != 0) {
            return sequence;
        }
        return store.lastMatching(SubjectFilter.of(request.lastBySubject()), store.lastSequence());
    }

    /** The sequence at which a request starts, 0 if it does not say. */
    static long startOf(StreamStore store, MessageGetRequest request) {
        var time = request.startTime();
        return time == null ? request.sequence() : store.firstAtOrAfter(nanos(time));
    }

    static long nanos(java.time.Instant time) {
        return java.util.concurrent.TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private void send(long sequence, boolean withoutHeaders, Message message) {
        if (sequence == 0 || !stream.store().read(sequence, stored)) {
            status(NOT_FOUND, message);
        } else if (sequence <= stream.committed()) {
            write(stored, withoutHeaders, message.buffer(), message.replyOffset(), message.replyLength());
        } else {
            byte[] reply = replyOf(message);
            StoredMessage copy = copyOf(stored);
            stream.commit()
                    .whenDurable(() -> write(copy, withoutHeaders, reply, 0, reply.length), () -> notFound(reply));
        }
    }

    private void write(StoredMessage shown, boolean withoutHeaders, byte[] reply, int offset, int length) {
        if (withoutHeaders) {
            replies.payload(shown, reply, offset, length);
        } else {
            replies.message(shown, reply, offset, length);
        }
    }

    /** A copy that stays when the message is removed. */
    static StoredMessage copyOf(StoredMessage view) {
        int start = view.subjectOffset();
        byte[] bytes = Arrays.copyOfRange(view.buffer(), start, view.payloadOffset() + view.payloadLength());
        StoredMessage copy = new StoredMessage();
        copy.point(
                bytes,
                view.sequence(),
                view.timeNanos(),
                0,
                view.subjectLength(),
                view.headersLength(),
                view.payloadLength());
        return copy;
    }

    /** A message whose store has failed before it was durable is not there. */
    private void notFound(byte[] reply) {
        replies.status(NOT_FOUND, reply, 0, reply.length);
    }

    private void status(byte[] status, Message message) {
        replies.status(status, message.buffer(), message.replyOffset(), message.replyLength());
    }

    private static byte[] replyOf(Message message) {
        int start = message.replyOffset();
        return Arrays.copyOfRange(message.buffer(), start, start + message.replyLength());
    }

    private static @Nullable MessageGetRequest parse(Message message) {
        int start = message.bodyOffset() + message.headersLength();
        byte[] json = Arrays.copyOfRange(message.buffer(), start, message.bodyOffset() + message.bodyLength());
        try {
            return MessageGetRequest.read(json, GoJsonReader.Unknown.IGNORE);
        } catch (GoJsonException e) {
            return null;
        }
    }

    private boolean needsHigherLevel(Message message) {
        headers.scan(message.buffer(), message.bodyOffset(), message.headersLength());
        if (!headers.hasValue(PublishHeader.REQUIRED_API_LEVEL)) {
            return false;
        }
        String level = headers.text(PublishHeader.REQUIRED_API_LEVEL);
        try {
            return Integer.parseInt(level) > API_LEVEL;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
