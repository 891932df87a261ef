package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes room behind a stored message, and when limits are lowered (spec 3.6). Owned by the lane. */
final class LimitEnforcement {
    private final Stream stream;

    LimitEnforcement(Stream stream) {
        this.stream = stream;
    }

    /** A message was stored: its subject may have one too many, then the stream. */
    void stored(NewMessage message) {
        StreamConfig config = stream.config();
        StreamStore store = stream.store();
        if (config.maxMsgsPerSubject() > 0) {
            enforceSubject(
                    config.maxMsgsPerSubject(), message.subject, message.subjectOffset, message.subjectLength, store);
        }
        enforceTotals();
    }

    private static void enforceSubject(long max, byte[] subject, int offset, int length, StreamStore store) {
        long excess = store.countOf(subject, offset, length) - max;
        while (excess > 0 && store.remove(store.firstOf(subject, offset, length), false)) {
            excess--;
        }
    }

    private static void enforceTotals(StreamConfig config, StreamStore store) {
        long maxMsgs = config.maxMsgs();
        while (maxMsgs > 0 && store.messages() > maxMsgs) {
            if (!store.remove(store.firstSequence(), false)) {
                return;
            }
        }
        long maxBytes = config.maxBytes();
        while (maxBytes > 0 && store.bytes() > maxBytes && store.messages() > 0) {
            if (!store.remove(store.firstSequence(), false)) {
                return;
            }
        }
    }

    /** The configuration has changed. With discard new the totals are left as they are. */
    void updated(StreamConfig before) {
        long max = stream.config().maxMsgsPerSubject();
        enforceTotals();
        if (max > 0 && (before.maxMsgsPerSubject() <= 0 || max < before.maxMsgsPerSubject())) {
            enforceSubjects(max);
        }
        stream.usage().flush();
    }

    /** A crash may have left a message or a configuration without the removals that follow from it, in the order of {@link #stored}. */
    void recover() {
        long max = stream.config().maxMsgsPerSubject();
        if (max > 0) {
            enforceSubjects(max);
        }
        enforceTotals();
        stream.usage().flush();
    }

    private void enforceTotals() {
        if (stream.config().discard() == DiscardPolicy.OLD) {
            enforceTotals(stream.config(), stream.store());
        }
    }

    private void enforceSubjects(long max) {
        StreamStore store = stream.store();
        for (byte[] subject : subjectsBeyond(max, store)) {
            enforceSubject(max, subject, 0, subject.length, store);
        }
    }

    private static List<byte[]> subjectsBeyond(long max, StreamStore store) {
        List<byte[]> beyond = new ArrayList<>();
        store.subjects(SubjectFilter.ALL, (subject, offset, length, count, first, last) -> {
            if (count > max) {
                beyond.add(Arrays.copyOfRange(subject, offset, offset + length));
            }
            return true;
        });
        return beyond;
    }
}
