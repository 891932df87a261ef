package dev.natsbroker.broker.jetstream.meta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a stream has from others what they had: in their order, nothing twice, and in the end everything. */
record CopyCheck(StreamModel copy, StreamSnapshot state, Facts facts, Set<String> copied) {
    private static final String SOURCE = "Nats-Stream-Source";

    /** Fails if there is something that the origin has never had, or something twice. */
    void check() {
        Map<String, Long> last = new HashMap<>();
        state.messages().forEach((sequence, message) -> {
            String[] source = message.header(SOURCE).split(" ");
            if (copy.kind == StreamKind.MIRROR) {
                requireSeen(copy.origins.get(0), sequence, message);
            } else if (source.length > 1) {
                long number = Long.parseLong(source[1]);
                requireSeen(source[0], number, message);
                Long before = last.put(source[0] + source[source.length - 1], number);
                if (before != null && before >= number) {
                    throw failure(message + " comes behind " + before);
                }
            }
        });
    }

    private void requireSeen(String origin, long sequence, MessageView message) {
        if (!facts.wasSeen(origin, sequence, message.text())) {
            throw failure(origin + " has never had " + sequence + ": " + message);
        }
        copied.add(key(origin, sequence, message.text()));
    }

    private static String key(String origin, long sequence, String text) {
        return origin + '|' + sequence + '|' + text;
    }

    /** Fails if something is missing. All has come to rest. */
    void requireAll(Map<String, StreamModel> streams) {
        // what gathers and has lost everything goes on from a time, and may leave out something
        boolean isSure = !copy.hasHadLimits
                && !copy.mayHaveLostUnseen
                && !copy.hasForgotten
                && (copy.kind == StreamKind.MIRROR || !copy.hasLostMessages);
        for (String origin : copy.origins) {
            StreamModel model = streams.get(origin);
            if (isSure
                    && !copy.hasForgotten
                    && model != null
                    && model.phase == StreamModel.Phase.THERE
                    && copy.followsAll(origin)) {
                requireAllOf(model);
            }
        }
    }

    private void requireAllOf(StreamModel origin) {
        origin.last().messages().forEach((sequence, message) -> {
            if (!copied.contains(key(origin.name, sequence, message.text()))) {
                throw failure("has not got " + sequence + " of " + origin.name + ": " + message);
            }
        });
    }

    /** Fails if a message that was acknowledged for a queue is neither there nor where it is gathered. At any time. */
    static void requireQueued(StreamModel queue, @Nullable StreamModel copy, Facts facts) {
        boolean isSure = !queue.hasForgotten
                && (copy == null
                        ? facts.creations(queue.gatheredBy()) == 0
                        : facts.creations(copy.name) <= 1
                                && copy.phase == StreamModel.Phase.THERE
                                && !copy.hasForgotten
                                && !copy.hasLostMessages
                                && !copy.hasHadLimits);
        if (isSure) {
            Set<String> there = new HashSet<>();
            if (copy != null) {
                copy.last().messages().values().forEach(message -> there.add(message.text()));
            }
            queue.requireEach(there::contains);
        }
    }

    private AssertionError failure(String text) {
        return new AssertionError(copy.name + ": " + text + "\nin " + state.messages());
    }
}
