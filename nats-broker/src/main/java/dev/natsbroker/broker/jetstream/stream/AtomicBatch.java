package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.runtime.Timers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An atomic batch that is not committed yet. Owned by the lane. */
final class AtomicBatch {
    /** Why a batch was given up, as advisories say it. */
    enum Abandoned {
        TIMEOUT("timeout"),
        LARGE("large"),
        INCOMPLETE("incomplete"),
        UNSUPPORTED("unsupported");

        private final String reason;

        Abandoned(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    final String id;
    final List<StagedMessage> messages = new ArrayList<>();
    Timers.@Nullable Timer timer;

    /** When its last message came, on the clock's monotonic scale. */
    long activeNanos;

    /** The memory that was reserved for it. */
    long bytes;

    /** The number of its last message. */
    long sequence;

    AtomicBatch(String id) {
        this.id = id;
    }
}
