package dev.natsbroker.broker.jetstream.meta;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stored message; {@code timeNanos} is when it was stored. */
record MessageView(String subject, String payload, String headers, long timeNanos) {
    /** What a message would be that has never been there. */
    static final String NOTHING = "";

    static @Nullable MessageView of(StreamStore store, long sequence) {
        StoredMessage message = new StoredMessage();
        if (!store.read(sequence, message)) {
            return null;
        }
        byte[] bytes = message.buffer();
        return new MessageView(
                new String(bytes, message.subjectOffset(), message.subjectLength(), UTF_8),
                new String(bytes, message.payloadOffset(), message.payloadLength(), UTF_8),
                new String(bytes, message.headersOffset(), message.headersLength(), UTF_8),
                message.timeNanos());
    }

    /** Subject and payload, by which the client knows the message again. */
    String text() {
        return subject + '|' + payload;
    }

    /** The value of a header; empty if it is not there. */
    String header(String name) {
        int start = headers.indexOf("\r\n" + name + ": ");
        return start < 0 ? NOTHING : headers.substring(start + name.length() + 4, headers.indexOf("\r\n", start + 2));
    }

    /** Whether it says that its subject has lost its last message. */
    boolean isMarker() {
        return !header("Nats-Marker-Reason").isEmpty();
    }

    /** When the stream has to remove it, in nanoseconds since 1970; {@link Long#MAX_VALUE} for never. */
    long deadline(StreamConfig config) {
        String ttl = config.allowMsgTtl() ? header("Nats-TTL") : NOTHING;
        long deadline = Long.MAX_VALUE;
        if (config.maxAgeNanos() > 0 && !ttl.equals("never")) {
            deadline = timeNanos + config.maxAgeNanos();
        }
        if (!ttl.isEmpty() && !ttl.equals("never")) {
            long seconds = Long.parseLong(ttl.endsWith("s") ? ttl.substring(0, ttl.length() - 1) : ttl);
            deadline = Math.min(deadline, timeNanos + TimeUnit.SECONDS.toNanos(seconds));
        }
        return deadline;
    }
}
