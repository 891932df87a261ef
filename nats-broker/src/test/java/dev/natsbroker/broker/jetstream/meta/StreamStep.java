package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What a living stream has done between two looks at it. */
record StreamStep(StreamSnapshot before, StreamSnapshot after, AskedRemovals asked, long epochNanos) {
    /** Fails if that is not allowed; {@code published} has what may be in the stream. */
    void check(Collection<String> published) {
        after.messages().forEach((sequence, message) -> {
            MessageView old = before.messages().get(sequence);
            if (old != null && !old.equals(message) || old == null && sequence <= before.last()) {
                throw failure("message " + sequence + " was " + old + " and is " + message);
            }
            if (!published.contains(message.text())) {
                throw failure("nobody has published " + message);
            }
        });
        before.messages().forEach((sequence, message) -> {
            if (!after.messages().containsKey(sequence) && !mayRemove(sequence, message)) {
                throw failure("message " + sequence + " is gone: " + message);
            }
        });
        checkLimits(after);
    }

    private boolean mayRemove(long sequence, MessageView message) {
        return mayRemove(before.config(), sequence, message)
                || mayRemove(after.config(), sequence, message)
                || asked.explain(sequence, before, after);
    }

    private boolean mayRemove(StreamConfig config, long sequence, MessageView message) {
        if (config.retention() != RetentionPolicy.LIMITS || message.deadline(config) <= epochNanos) {
            return true;
        }
        var older = after.messages().headMap(sequence);
        if ((config.maxMsgs() > 0 || config.maxBytes() > 0) && older.isEmpty()) {
            return true;
        }
        return config.maxMsgsPerSubject() > 0
                && older.values().stream().noneMatch(each -> each.subject().equals(message.subject()));
    }

    /** Fails if the stream holds more than it may. */
    static void checkLimits(StreamSnapshot stream) {
        StreamConfig config = stream.config();
        int size = stream.messages().size();
        boolean old = config.discard() == DiscardPolicy.OLD;
        boolean tooMany = old && config.maxMsgs() > 0 && size > config.maxMsgs();
        boolean tooLarge = old && config.maxBytes() > 0 && stream.bytes() > config.maxBytes();
        boolean tooManyOfOne = config.maxMsgsPerSubject() > 0
                && stream.counts().values().stream().anyMatch(count -> count > config.maxMsgsPerSubject());
        if (tooMany || tooLarge || tooManyOfOne) {
            throw new AssertionError(config.name() + " is beyond its limits (" + config.maxMsgs() + ", "
                    + config.maxBytes() + " bytes, " + config.maxMsgsPerSubject() + " of a subject): " + size + ", "
                    + stream.bytes() + " bytes, " + stream.counts());
        }
    }

    /** Fails if the same message was stored twice within the time in which the stream knows it again. */
    static void checkDuplicates(StreamSnapshot stream, long windowNanos) {
        Map<String, MessageView> seen = new HashMap<>();
        for (MessageView message : stream.messages().values()) {
            String id = message.header("Nats-Msg-Id");
            MessageView earlier = id.isEmpty() ? null : seen.put(id, message);
            if (earlier != null && message.timeNanos() - earlier.timeNanos() < windowNanos) {
                throw new AssertionError(stream.config().name() + " has twice: " + earlier + " and " + message);
            }
        }
    }

    private AssertionError failure(String text) {
        return new AssertionError(after.config().name() + ": " + text);
    }
}
