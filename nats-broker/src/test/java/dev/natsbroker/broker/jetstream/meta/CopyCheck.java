package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether a stream has from others what they had: in their order, nothing twice, and in the end everything. */
record CopyCheck(StreamModel copy, StreamSnapshot state, Facts facts) {
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
    }

    /** Fails if something is missing. All has come to rest. */
    void requireAll(Map<String, StreamModel> streams) {
        StreamConfig config = state.config();
        boolean isSure = config.maxMsgs() <= 0
                && config.maxBytes() <= 0
                && config.maxAgeNanos() <= 0
                && config.maxMsgsPerSubject() <= 0
                && !copy.hasLostMessages;
        for (String origin : copy.origins) {
            StreamModel model = streams.get(origin);
            if (isSure && model != null && model.phase == StreamModel.Phase.THERE && copy.followsAll(origin)) {
                requireAllOf(model);
            }
        }
    }

    private void requireAllOf(StreamModel origin) {
        Set<String> there = new HashSet<>();
        state.messages().forEach((sequence, message) -> {
            String[] source = message.header(SOURCE).split(" ");
            boolean isOfOrigin = source.length > 1 && source[0].equals(origin.name);
            there.add((isOfOrigin ? source[1] : sequence.toString()) + '|' + message.text());
        });
        origin.last().messages().forEach((sequence, message) -> {
            if (!there.contains(sequence + "|" + message.text())) {
                throw failure("has not got " + sequence + " of " + origin.name + ": " + message);
            }
        });
        if (origin.kind == StreamKind.QUEUED && !origin.hasLostMessages) {
            origin.requireEach((sequence, text) -> there.contains(sequence + "|" + text));
        }
    }

    private AssertionError failure(String text) {
        return new AssertionError(copy.name + ": " + text + "\nin " + state.messages());
    }
}
