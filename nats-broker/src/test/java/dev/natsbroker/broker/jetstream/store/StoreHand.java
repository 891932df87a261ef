package dev.natsbroker.broker.jetstream.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Drives a store with texts instead of ranges of bytes, and keeps what its listener hears. */
final class StoreHand implements RemovalListener {
    final List<String> heard = new ArrayList<>();
    private final NewMessage message = new NewMessage();
    private StreamStore store;

    StoreHand(StreamStore store) {
        this.store = store;
        store.onRemoval(this);
    }

    StreamStore store() {
        return store;
    }

    void replace(StreamStore reopened) {
        store = reopened;
        store.onRemoval(this);
    }

    /** Appends with the time that equals the sequence. */
    long append(String subject) {
        return append(subject, "", "payload", store.lastSequence() + 1);
    }

    long append(String subject, String headers, String payload, long timeNanos) {
        return append(subject, headers.getBytes(UTF_8), payload.getBytes(UTF_8), timeNanos);
    }

    /** Hands over each part from the middle of an array that is dirtied afterwards: a store has to copy. */
    long append(String subject, byte[] headers, byte[] payload, long timeNanos) {
        byte[] name = subject.getBytes(UTF_8);
        byte[] subjectArray = framed(name, 2);
        byte[] headersArray = framed(headers, 5);
        byte[] payloadArray = framed(payload, 3);
        message.sequence = store.lastSequence() + 1;
        message.timeNanos = timeNanos;
        message.subject(subjectArray, 2, name.length);
        message.headers(headersArray, 5, headers.length);
        message.payload(payloadArray, 3, payload.length);
        store.append(message);
        Arrays.fill(subjectArray, (byte) '!');
        Arrays.fill(headersArray, (byte) '!');
        Arrays.fill(payloadArray, (byte) '!');
        return store.lastSequence();
    }

    long purge(String filter, long below, long keep) {
        return store.purge(filter.getBytes(UTF_8), below, keep);
    }

    /** The message as {@code "subject|headers|payload@time"}, or null. */
    @Nullable
    String read(long sequence) {
        StoredMessage view = new StoredMessage();
        if (!store.read(sequence, view)) {
            return null;
        }
        if (view.sequence() != sequence) {
            throw new AssertionError("asked for " + sequence + ", got " + view.sequence());
        }
        byte[] bytes = view.buffer();
        return new String(bytes, view.subjectOffset(), view.subjectLength(), UTF_8)
                + '|'
                + new String(bytes, view.headersOffset(), view.headersLength(), ISO_8859_1)
                + '|'
                + new String(bytes, view.payloadOffset(), view.payloadLength(), ISO_8859_1)
                + '@'
                + view.timeNanos();
    }

    long next(String filter, long from) {
        return store.nextMatching(SubjectFilter.of(filter), from);
    }

    long previous(String filter, long upTo) {
        return store.lastMatching(SubjectFilter.of(filter), upTo);
    }

    long count(String filter, long from) {
        return store.countMatching(SubjectFilter.of(filter), from);
    }

    long firstOf(String subject) {
        byte[] bytes = framed(subject.getBytes(UTF_8), 1);
        return store.firstOf(bytes, 1, bytes.length - 2);
    }

    long lastOf(String subject) {
        byte[] bytes = framed(subject.getBytes(UTF_8), 1);
        return store.lastOf(bytes, 1, bytes.length - 2);
    }

    long countOf(String subject) {
        byte[] bytes = framed(subject.getBytes(UTF_8), 1);
        return store.countOf(bytes, 1, bytes.length - 2);
    }

    /** Subject to count, first, last. */
    Map<String, List<Long>> subjects(SubjectFilter filter) {
        Map<String, List<Long>> shown = new TreeMap<>();
        store.subjects(filter, (bytes, offset, length, count, first, last) -> {
            String subject = new String(bytes, offset, length, UTF_8);
            if (shown.put(subject, List.of(count, first, last)) != null) {
                throw new AssertionError(subject + " was shown twice");
            }
            return true;
        });
        return shown;
    }

    /** The deleted ranges as {@code "from-to"}. */
    List<String> deleted() {
        List<String> ranges = new ArrayList<>();
        store.deleted((from, to) -> ranges.add(from + "-" + to));
        return ranges;
    }

    List<String> takeHeard() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
        heard.add("removed " + sequence + ' ' + new String(subject, subjectOffset, subjectLength, UTF_8));
    }

    @Override
    public void purged(byte[] filter, long fromSequence, long toSequence) {
        heard.add("purged " + new String(filter, UTF_8) + ' ' + fromSequence + ' ' + toSequence);
    }

    private static byte[] framed(byte[] bytes, int before) {
        byte[] array = new byte[before + bytes.length + 1];
        Arrays.fill(array, (byte) '.');
        System.arraycopy(bytes, 0, array, before, bytes.length);
        return array;
    }
}
