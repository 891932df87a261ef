package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.api.archive.ArchiveEntry;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the messages of a stream for a snapshot, some at a time. Used on the stream's lane. */
final class SnapshotSource {
    private static final int BYTES = 256 << 10;

    private final StoredMessage message = new StoredMessage();
    private final long last;
    private long next;

    /** The messages from {@code first} to {@code last}. */
    SnapshotSource(long first, long last) {
        this.next = first;
        this.last = last;
    }

    /** The next messages; none at the end. */
    List<ArchiveEntry> read(StreamStore store) {
        List<ArchiveEntry> entries = new ArrayList<>();
        int bytes = 0;
        while (bytes < BYTES && next <= last) {
            long sequence = store.nextMatching(SubjectFilter.ALL, next);
            if (sequence == 0 || sequence > last) {
                next = last + 1;
                break;
            }
            next = sequence + 1;
            if (store.read(sequence, message)) {
                ArchiveEntry entry = copy();
                entries.add(entry);
                bytes += entry.name().length + entry.headers().length + entry.payload().length;
            }
        }
        return entries;
    }

    private ArchiveEntry copy() {
        byte[] bytes = message.buffer();
        int payload = message.payloadOffset();
        return new ArchiveEntry(
                Arrays.copyOfRange(bytes, message.subjectOffset(), message.subjectOffset() + message.subjectLength()),
                message.timeNanos(),
                message.sequence(),
                Arrays.copyOfRange(bytes, message.headersOffset(), payload),
                Arrays.copyOfRange(bytes, payload, payload + message.payloadLength()));
    }
}
