package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the API can ask of a stream. Called on its lane. A refusal is a {@link dev.natsbroker.broker.jetstream.model.JetStreamException}
 * with the error of the catalogue. Whoever answers a change waits with {@link #whenDurable}.
 */
public final class StreamOperations {
    private static final byte[] EVERYTHING = {'>'};

    private final Stream stream;
    private final StoredMessage message = new StoredMessage();

    StreamOperations(Stream stream) {
        this.stream = stream;
    }

    /** Fulfilled with {@code value} once everything that was done so far is durable; at once without a journal. Fails with the store. */
    public <T> CompletableFuture<T> whenDurable(T value) {
        return stream.commit().whenDurable(value);
    }

    /**
     * What the stream holds.
     *
     * @param deletedDetails whether deleted sequences are listed
     * @param subjectsFilter which subjects are listed; null or empty for none
     */
    public StreamState state(boolean deletedDetails, @Nullable String subjectsFilter) {
        StreamStore store = stream.store();
        return new StreamState(
                store.messages(),
                store.bytes(),
                store.firstSequence(),
                store.firstTimeNanos(),
                store.lastSequence(),
                store.lastTimeNanos(),
                store.subjectCount(),
                subjectsFilter == null || subjectsFilter.isEmpty() ? null : subjects(subjectsFilter),
                store.deletedCount(),
                deletedDetails ? deleted() : null,
                store.damage());
    }

    private Map<String, Long> subjects(String filter) {
        Map<String, Long> totals = new TreeMap<>();
        stream.store().subjects(SubjectFilter.of(filter), (subject, offset, length, count, first, last) -> {
            totals.put(new String(subject, offset, length, StandardCharsets.UTF_8), count);
            return true;
        });
        return totals;
    }

    private List<Long> deleted() {
        List<Long> sequences = new ArrayList<>();
        stream.store().deleted((from, to) -> {
            for (long sequence = from; sequence <= to; sequence++) {
                sequences.add(sequence);
            }
        });
        return sequences;
    }

    /**
     * Purges (spec 6.4).
     *
     * @param filter the subjects, empty for all
     * @param sequence everything below goes, 0 for no bound
     * @param keep how many of the last messages stay, 0 for none
     * @return how many were removed
     */
    public long purge(String filter, long sequence, long keep) {
        StreamConfig config = stream.config();
        if (sequence != 0 && keep != 0) {
            throw JetStreamError.BAD_REQUEST.toException();
        }
        if (config.sealed()) {
            throw JetStreamError.STREAM_SEALED.toException();
        }
        if (config.denyPurge()) {
            throw JetStreamError.STREAM_PURGE_FAILED.toException("stream purge not permitted");
        }
        byte[] subjects = filter.isEmpty() ? EVERYTHING : filter.getBytes(StandardCharsets.UTF_8);
        if (sequence == 1 || !Subjects.isValid(subjects, 0, subjects.length)) {
            return 0;
        }
        StreamStore store = stream.store();
        boolean everything = Arrays.equals(subjects, EVERYTHING);
        long end = store.lastSequence() + 1;
        long below = sequence == 0 ? end : everything ? sequence : Math.min(sequence, end);
        long purged = store.purge(subjects, below, keep);
        boolean isAhead = store.lastSequence() >= end;
        if (isAhead) {
            stream.commit().advanced(store.lastSequence());
        }
        if (everything && (isAhead || purged == 0)) {
            stream.purgedNothing();
        }
        stream.usage().flush();
        return purged;
    }

    /** Deletes a message (spec 6.3); {@code erase} overwrites its bytes. */
    public void delete(long sequence, boolean erase) {
        StreamConfig config = stream.config();
        if (config.sealed()) {
            throw JetStreamError.STREAM_SEALED.toException();
        }
        if (config.denyDelete()) {
            throw JetStreamError.STREAM_MSG_DELETE_FAILED.toException("message delete not permitted");
        }
        StreamStore store = stream.store();
        if (!store.remove(sequence, erase)) {
            throw missing(sequence, config, store);
        }
        stream.usage().flush();
    }

    private static RuntimeException missing(long sequence, StreamConfig config, StreamStore store) {
        if (config.storage() == StorageType.FILE) {
            if (sequence > store.lastSequence()) {
                return JetStreamError.STREAM_MSG_DELETE_FAILED.toException("stream store EOF");
            }
            if (sequence < store.firstSequence() || sequence == 0) {
                return JetStreamError.STREAM_MSG_DELETE_FAILED.toException("no message found");
            }
        }
        return JetStreamError.SEQUENCE_NOT_FOUND.toException(sequence);
    }

    /** The message that is asked for (spec 6.1). */
    public MessageCopy get(MessageGetRequest request) {
        if (request.isBadForMessageGet()) {
            throw JetStreamError.BAD_REQUEST.toException();
        }
        StreamStore store = stream.store();
        long sequence = DirectGet.find(store, request);
        if (sequence == 0 || !store.read(sequence, message)) {
            throw JetStreamError.NO_MESSAGE_FOUND.toException();
        }
        byte[] bytes = message.buffer();
        int payload = message.payloadOffset();
        int headers = message.headersOffset();
        int shown = request.isWithoutHeaders() ? headers : payload;
        return new MessageCopy(
                new String(bytes, message.subjectOffset(), message.subjectLength(), StandardCharsets.UTF_8),
                sequence,
                Arrays.copyOfRange(bytes, headers, shown),
                Arrays.copyOfRange(bytes, payload, payload + message.payloadLength()),
                message.timeNanos());
    }

    /** Puts a checked configuration in force; limits are enforced at once (spec 3.1). */
    public void update(StreamConfig config) {
        stream.update(config.inForce());
    }

    /** Seals the stream: nothing changes it any more. */
    public void seal() {
        update(stream.config().toBuilder().sealed(true).build());
    }
}
