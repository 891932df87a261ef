package dev.natsbroker.broker.jetstream.meta;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/** Whether each total that was stored is the one before it and what was to be added. */
record CounterCheck(StreamSnapshot before, StreamSnapshot after) {
    void check() {
        TreeMap<Long, MessageView> known = new TreeMap<>(before.messages());
        known.putAll(after.messages());
        after.messages().tailMap(before.last(), false).forEach((sequence, message) -> {
            if (known.subMap(before.last() + 1, sequence).size() < sequence - before.last() - 1) {
                return; // what was added by messages that have been removed at once is not known
            }
            BigInteger base = total(message).subtract(increment(message));
            BigInteger expected = BigInteger.ZERO;
            for (Map.Entry<Long, MessageView> earlier : known.headMap(sequence).entrySet()) {
                if (earlier.getValue().subject().equals(message.subject())) {
                    expected = total(earlier.getValue());
                }
            }
            boolean startsAnew = base.signum() == 0 && mayHaveLost(message.subject(), sequence);
            if (!base.equals(expected) && !startsAnew) {
                throw new AssertionError(after.config().name() + ": " + sequence + " adds to " + base + ", not to "
                        + expected + ": " + message);
            }
        });
    }

    /** Whether the subject has lost all that was there, in the same step in which the message came. */
    private boolean mayHaveLost(String subject, long sequence) {
        return after.messages().headMap(sequence).values().stream()
                .noneMatch(each -> each.subject().equals(subject));
    }

    private static BigInteger increment(MessageView message) {
        return new BigInteger(message.header("Nats-Incr"));
    }

    private static BigInteger total(MessageView message) {
        String payload = message.payload();
        if (!payload.startsWith("{\"val\":\"") || !payload.endsWith("\"}")) {
            throw new AssertionError("No total: " + message);
        }
        return new BigInteger(payload.substring(8, payload.length() - 2));
    }
}
