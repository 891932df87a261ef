package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamLimitOptions;
import dev.natsbroker.broker.jetstream.model.ServerLimits;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamLookup;
import dev.natsbroker.broker.subject.Subjects;
import org.jspecify.annotations.Nullable;

/** What the rules of configurations have to know of an account. */
final class StreamRules {
    private StreamRules() {}

    /** The limits of server and account. Any thread. */
    static ServerLimits limitsOf(JetStreamAccount account) {
        JetStreamLimitOptions server = account.context().options().limits();
        JetStreamAccountOptions own = account.resources().limits();
        return new ServerLimits(
                server.duplicateWindow().toNanos(),
                server.maxAckPending(),
                server.maxRequestBatch(),
                own.maxBytesRequired(),
                own.diskMaxStreamBytes(),
                own.memoryMaxStreamBytes(),
                own.maxAckPending());
    }

    /** The streams of the account. */
    static StreamLookup lookupIn(JetStreamAccount account) {
        return new StreamLookup() {
            @Override
            public @Nullable StreamConfig find(String name) {
                StreamEntry entry = account.find(name);
                return entry == null ? null : entry.config();
            }
        };
    }

    /** Whether a subject could belong to both streams. */
    static boolean overlap(StreamConfig a, StreamConfig b) {
        return a.subjects().stream()
                .anyMatch(one -> b.subjects().stream().anyMatch(other -> Subjects.collides(one, other)));
    }
}
