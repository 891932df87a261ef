package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a living stream has done between two looks at it. */
record StreamStep(StreamSnapshot before, StreamSnapshot after, AskedRemovals asked, Facts facts, long epochNanos) {
    /** Fails if that is not allowed. */
    void check() {
        after.messages().forEach((sequence, message) -> {
            MessageView old = before.messages().get(sequence);
            if (old != null && !old.equals(message) || old == null && sequence <= before.last()) {
                throw failure("message " + sequence + " was " + old + " and is " + message);
            }
            if (!mayBeThere(message)) {
                throw failure("nobody has published " + message);
            }
        });
        before.messages().forEach((sequence, message) -> {
            if (!after.messages().containsKey(sequence) && !mayRemove(sequence, message)) {
                throw failure("message " + sequence + " is gone: " + message);
            }
        });
        checkLimits(after);
        checkMarkers();
        if (after.config().allowMsgSchedules()) {
            new ScheduleCheck(after).check();
        }
        if (after.config().allowMsgCounter()) {
            new CounterCheck(before, after).check();
        }
    }

    private boolean mayBeThere(MessageView message) {
        boolean marks = before.config().subjectDeleteMarkerTtlNanos() > 0
                || after.config().subjectDeleteMarkerTtlNanos() > 0;
        return facts.published.contains(message.text())
                || after.config().allowMsgCounter()
                || after.config().mirror() != null
                || !message.header("Nats-Stream-Source").isEmpty()
                || message.isMarker()
                        && message.payload().isEmpty()
                        && (marks || before.messages().containsValue(message));
    }

    private void checkMarkers() {
        String problem = problemOfMarkers();
        if (problem != null) {
            throw failure(problem);
        }
    }

    /** Which subject has lost all its messages by their age, and nothing says so; null if all is well. */
    @Nullable
    String problemOfMarkers() {
        StreamConfig config = after.config();
        boolean isSure = config.subjectDeleteMarkerTtlNanos() > 0
                && config.equals(before.config())
                && config.retention() == RetentionPolicy.LIMITS
                && config.maxMsgs() <= 0
                && config.maxBytes() <= 0
                && !facts.wasFull;
        Set<String> gone = new TreeSet<>(before.counts().keySet());
        gone.removeAll(after.counts().keySet());
        gone.removeIf(subject -> !isSure || !lacksMarker(subject));
        return gone.isEmpty()
                ? null
                : "no marker says that " + gone + " have lost their messages: " + before.messages() + "\nare now "
                        + after.messages();
    }

    private boolean lacksMarker(String subject) {
        StreamConfig config = after.config();
        long lastDeadline = 0;
        for (Map.Entry<Long, MessageView> message : before.messages().entrySet()) {
            MessageView view = message.getValue();
            if (view.subject().equals(subject)) {
                if (view.isMarker()
                        || view.deadline(config) > epochNanos
                        || asked.explain(message.getKey(), before, after)) {
                    return false;
                }
                lastDeadline = Math.max(lastDeadline, view.deadline(config));
            }
        }
        return epochNanos < lastDeadline + config.subjectDeleteMarkerTtlNanos();
    }

    private boolean mayRemove(long sequence, MessageView message) {
        return mayRemove(before.config(), sequence, message)
                || mayRemove(after.config(), sequence, message)
                || asked.explain(sequence, before, after)
                || ScheduleCheck.mayHaveFired(message, epochNanos);
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
