package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StorageType;
import org.jspecify.annotations.Nullable;

/**
 * Tells the account how much a stream stores: not for each message, but when it has changed by much, and at the end of a batch. Owned
 * by the lane.
 */
final class UsageReport {
    private static final long STEP_BYTES = 64 << 10;

    private final Stream stream;
    private final boolean memory;
    private long reported;

    UsageReport(Stream stream) {
        this.stream = stream;
        this.memory = stream.config().storage() == StorageType.MEMORY;
    }

    /** Why there is no room for {@code bytes} more, or null if there is. */
    StreamHost.@Nullable Refusal roomFor(long bytes) {
        return stream.host().roomFor(memory, stream.store().bytes() - reported + bytes);
    }

    /** Something was stored. */
    void grown() {
        if (stream.store().bytes() - reported >= STEP_BYTES) {
            flush();
        }
    }

    /** Something was removed. */
    void shrunk() {
        if (reported - stream.store().bytes() >= STEP_BYTES) {
            flush();
        }
    }

    /** Reports what has changed. */
    void flush() {
        long change = stream.store().bytes() - reported;
        if (change != 0) {
            reported += change;
            stream.host().addUsage(memory, change);
        }
    }

    /** The stream is gone. */
    void release() {
        stream.host().addUsage(memory, -reported);
        reported = 0;
    }
}
