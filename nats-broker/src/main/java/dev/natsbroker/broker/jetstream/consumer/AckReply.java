package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.message.Digits;
import org.jspecify.annotations.Nullable;

/**
 * The reply subject of a delivered message, which acknowledgements are sent to (spec 5.4, ADR-15):
 *
 * <pre>
 * v1  $JS.ACK.stream.consumer.deliveries.stream-seq.consumer-seq.time.pending                           9 tokens
 * v2  $JS.ACK.domain.account-hash.stream.consumer.deliveries.stream-seq.consumer-seq.time.pending[.…]   11 or more
 * </pre>
 *
 * Writes and reads in place; reused for one message after the other, owned by the lane.
 */
final class AckReply {
    private static final int V1_TOKENS = 9;
    private static final int V2_TOKENS = 11;
    private static final byte[] START = Ascii.of("$JS.ACK.");

    private final byte[] prefix;
    private final Ascii text = new Ascii(128);

    long deliveries;
    long streamSequence;
    long consumerSequence;

    /**
     * For the messages of one consumer.
     *
     * @param v2Scope the domain (or {@code _}) and the account's hash for the second form, null for the first one
     */
    AckReply(String stream, String consumer, @Nullable String v2Scope) {
        prefix = Ascii.of("$JS.ACK." + (v2Scope == null ? "" : v2Scope + ".") + stream + "." + consumer + ".");
    }

    /** Writes the subject into {@link #bytes}. */
    void write(long deliveryCount, long sequence, long consumerSeq, long timeNanos, long pending) {
        text.clear()
                .put(prefix)
                .put(deliveryCount)
                .put('.')
                .put(sequence)
                .put('.')
                .put(consumerSeq)
                .put('.')
                .put(timeNanos)
                .put('.')
                .put(pending);
    }

    byte[] bytes() {
        return text.bytes();
    }

    int length() {
        return text.length();
    }

    /**
     * Reads deliveries and sequences of a subject that an acknowledgement came to.
     *
     * @return false if it is none
     */
    boolean read(byte[] subject, int offset, int length) {
        int end = offset + length;
        int tokens = 1;
        for (int i = offset; i < end; i++) {
            tokens += subject[i] == '.' ? 1 : 0;
        }
        if (tokens != V1_TOKENS && tokens < V2_TOKENS || !startsWith(subject, offset, length)) {
            return false;
        }
        int at = offset;
        for (int skipped = tokens == V1_TOKENS ? 4 : 6; skipped > 0; at++) {
            skipped -= subject[at] == '.' ? 1 : 0;
        }
        int stop = tokenEnd(subject, at, end);
        deliveries = Digits.parse(subject, at, stop - at);
        at = stop + 1;
        stop = tokenEnd(subject, at, end);
        streamSequence = Digits.parse(subject, at, stop - at);
        at = stop + 1;
        stop = tokenEnd(subject, at, end);
        consumerSequence = Digits.parse(subject, at, stop - at);
        return deliveries >= 0 && streamSequence > 0 && consumerSequence >= 0;
    }

    private static boolean startsWith(byte[] subject, int offset, int length) {
        if (length < START.length) {
            return false;
        }
        for (int i = 0; i < START.length; i++) {
            if (subject[offset + i] != START[i]) {
                return false;
            }
        }
        return true;
    }

    private static int tokenEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != '.') {
            i++;
        }
        return i;
    }
}
