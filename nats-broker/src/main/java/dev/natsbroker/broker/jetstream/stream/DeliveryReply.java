package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.message.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the reply subject of a delivered message says: {@code $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<deliveries>.<stream
 * sequence>.<consumer sequence>.<time>.<pending>[.<more>]}. Reused; owned by the lane.
 */
final class DeliveryReply {
    private static final int TOKENS_MAX = 12;
    private static final int SHORT = 9;
    private static final int LONG = 11;
    private static final byte[] PREFIX = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);

    private final int[] starts = new int[TOKENS_MAX + 1];
    private byte[] bytes = {};
    private int first;

    /** Reads the subject; returns whether it is one of a delivery. */
    boolean parse(byte[] reply, int offset, int length) {
        bytes = reply;
        if (length < PREFIX.length || !Arrays.equals(reply, offset, offset + PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return false;
        }
        int tokens = 0;
        starts[0] = offset;
        for (int i = offset; i <= offset + length; i++) {
            if (i == offset + length || reply[i] == '.') {
                if (tokens < TOKENS_MAX) {
                    starts[tokens + 1] = i + 1;
                }
                tokens++;
            }
        }
        first = tokens == SHORT ? 2 : 4;
        return tokens == SHORT || tokens >= LONG;
    }

    private long number(int token) {
        int start = starts[first + token];
        return Digits.parse(bytes, start, starts[first + token + 1] - 1 - start);
    }

    String stream() {
        int start = starts[first];
        return new String(bytes, start, starts[first + 1] - 1 - start, StandardCharsets.UTF_8);
    }

    /** Whether it is a delivery of that consumer. */
    boolean isOf(byte[] consumer) {
        return Arrays.equals(bytes, starts[first + 1], starts[first + 2] - 1, consumer, 0, consumer.length);
    }

    long deliveries() {
        return number(2);
    }

    long streamSequence() {
        return number(3);
    }

    long consumerSequence() {
        return number(4);
    }

    long timeNanos() {
        return number(5);
    }

    /** How many messages were waiting, this one included. */
    long pending() {
        return number(6);
    }
}
