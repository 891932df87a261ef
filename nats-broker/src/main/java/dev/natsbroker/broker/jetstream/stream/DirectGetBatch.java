package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Direct gets of many messages: a range, or the last ones of many subjects (spec 6.2). Owned by the lane. */
final class DirectGetBatch {
    private static final byte[] NOT_FOUND = DirectReply.statusOf("404 Message Not Found");
    private static final byte[] NO_RESULTS = DirectReply.statusOf("404 No Results");
    private static final byte[] TOO_MANY = DirectReply.statusOf("413 Too Many Results");
    private static final int RESULTS_MAX = 1024;

    private final Stream stream;
    private final DirectReply replies;
    private final StoredMessage stored = new StoredMessage();

    DirectGetBatch(Stream stream, DirectReply replies) {
        this.stream = stream;
        this.replies = replies;
    }

    /** Answers; messages behind {@code end} are not shown: they may not be durable. */
    void answer(MessageGetRequest request, long end, byte[] reply) {
        if (request.multiLast().isEmpty()) {
            range(request, end, reply);
        } else {
            multiLast(request, end, reply);
        }
    }

    private void range(MessageGetRequest request, long end, byte[] reply) {
        StreamStore store = stream.store();
        SubjectFilter filter = SubjectFilter.of(request.nextBySubject());
        long from = Math.max(1, DirectGet.startOf(store, request));
        long pending = countUpTo(store, filter, from, end);
        long bytes = 0;
        long last = 0;
        long next = from;
        for (long i = 0; i < request.batch() && bytes < maxBytes(request); i++) {
            long sequence = store.nextMatching(filter, next);
            if (sequence == 0 || sequence > end || !store.read(sequence, stored)) {
                if (i > 0) {
                    break;
                }
                replies.status(NOT_FOUND, reply, 0, reply.length);
                return;
            }
            if (request.isWithoutHeaders()) {
                replies.payload(stored, reply, 0, reply.length); // the reference forgets to count, so must we
            } else {
                pending = Math.max(0, pending - 1);
                replies.message(stored, pending, last, reply);
            }
            last = sequence;
            next = sequence + 1;
            bytes += sizeOf(stored);
        }
        replies.endOfBatch(pending, last, reply);
    }

    private static long countUpTo(StreamStore store, SubjectFilter filter, long from, long end) {
        long all = store.countMatching(filter, from);
        return end >= store.lastSequence() ? all : all - store.countMatching(filter, Math.max(from, end + 1));
    }

    private long maxBytes(MessageGetRequest request) {
        return request.maxBytes() > 0 ? request.maxBytes() : stream.host().maxPending();
    }

    private static long sizeOf(StoredMessage message) {
        return (long) message.subjectLength() + message.headersLength() + message.payloadLength();
    }

    private void multiLast(MessageGetRequest request, long end, byte[] reply) {
        long upTo = upTo(request, end);
        LastMessages found = upTo == 0 ? new LastMessages() : lastMessages(request.multiLast(), Math.min(upTo, end));
        if (found.tooMany) {
            replies.status(TOO_MANY, reply, 0, reply.length);
        } else if (found.count == 0) {
            replies.status(NO_RESULTS, reply, 0, reply.length);
        } else {
            send(request, found.sorted(), upTo, reply);
        }
    }

    /** The last sequence that counts; 0 if the request's time is before all messages. */
    private long upTo(MessageGetRequest request, long end) {
        StreamStore store = stream.store();
        var time = request.upToTime();
        if (time != null) {
            long next = store.firstAtOrAfter(DirectGet.nanos(time));
            return next <= store.firstSequence() ? 0 : next - 1;
        }
        return request.upToSequence() == 0 ? end : request.upToSequence();
    }

    private void send(MessageGetRequest request, long[] sequences, long upTo, byte[] reply) {
        long pending = sequences.length;
        long bytes = 0;
        long sent = 0;
        long last = 0;
        for (long sequence : sequences) {
            pending--;
            if (sequence < request.sequence() || !stream.store().read(sequence, stored)) {
                continue;
            }
            replies.message(stored, pending, last, reply);
            last = sequence;
            bytes += sizeOf(stored);
            sent++;
            if (bytes >= maxBytes(request) || request.batch() > 0 && sent >= request.batch()) {
                break;
            }
        }
        replies.endOfBatch(pending, last, upTo, reply);
    }

    private LastMessages lastMessages(List<String> filters, long upTo) {
        LastMessages found = new LastMessages();
        StreamStore store = stream.store();
        store.subjects(SubjectFilter.of(filters), (subject, offset, length, count, first, last) -> {
            if (last <= upTo) {
                return found.add(last);
            }
            return first > upTo || found.addLater(Arrays.copyOfRange(subject, offset, offset + length));
        });
        for (byte[] subject : found.later) {
            long sequence = store.lastMatching(SubjectFilter.of(subject), upTo);
            if (sequence > 0 && !found.add(sequence)) {
                break;
            }
        }
        return found;
    }

    /** What was found so far. */
    private static final class LastMessages {
        private long[] sequences = new long[64];
        private int count;
        private boolean tooMany;

        /** Subjects whose last message is behind the bound: they are looked at again. */
        private final List<byte[]> later = new ArrayList<>();

        boolean add(long sequence) {
            if (count == RESULTS_MAX) {
                tooMany = true;
                return false;
            }
            if (count == sequences.length) {
                sequences = Arrays.copyOf(sequences, count * 2);
            }
            sequences[count++] = sequence;
            return true;
        }

        boolean addLater(byte[] subject) {
            later.add(subject);
            return true;
        }

        long[] sorted() {
            long[] result = Arrays.copyOf(sequences, count);
            Arrays.sort(result);
            return result;
        }
    }
}
