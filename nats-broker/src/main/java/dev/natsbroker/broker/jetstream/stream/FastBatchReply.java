package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.message.Digits;
import java.nio.charset.StandardCharsets;

/**
 * What the reply subject of a fast batch says: {@code <prefix>.<id>.<flow>.<ok|fail>.<sequence>.<operation>.$FI}. Reused; owned by the
 * lane.
 */
final class FastBatchReply {
    private static final int SUFFIX = 4;
    private static final int START = 0;
    private static final int APPEND = 1;
    private static final int COMMIT = 2;
    private static final int COMMIT_BEFORE = 3;
    private static final int PING = 4;
    private static final int FLOW_DEFAULT = 10;
    private static final int FLOW_MAX = 65_535;

    private byte[] bytes = {};
    private int start;
    private int tokenStart;
    private int tokenEnd;
    private int idStart;
    private int idLength;
    private int flow;
    private boolean gapOk;
    private long sequence;
    private int operation;

    /** Reads the subject; returns whether it is well-formed. */
    boolean parse(byte[] reply, int offset, int length) {
        bytes = reply;
        start = offset;
        tokenStart = offset + length - SUFFIX + 1;
        return previous()
                && operation()
                && previous()
                && sequence()
                && previous()
                && mode()
                && previous()
                && flow()
                && previous()
                && identity();
    }

    /** Moves to the token before the present one. */
    private boolean previous() {
        tokenEnd = tokenStart - 1;
        int at = tokenEnd - 1;
        while (at >= start && bytes[at] != '.') {
            at--;
        }
        tokenStart = at + 1;
        return at >= start;
    }

    private boolean operation() {
        operation = (int) Digits.parse(bytes, tokenStart, tokenEnd - tokenStart);
        return operation >= START && operation <= PING;
    }

    private boolean sequence() {
        sequence = Digits.parse(bytes, tokenStart, tokenEnd - tokenStart);
        return sequence > 0
                && sequence != Long.MAX_VALUE
                && !(sequence == 1 && operation == COMMIT_BEFORE)
                && !(sequence != 1 && operation == START)
                && !(sequence == 1 && operation == APPEND);
    }

    private boolean mode() {
        String mode = new String(bytes, tokenStart, tokenEnd - tokenStart, StandardCharsets.US_ASCII);
        gapOk = mode.equals("ok");
        return gapOk || mode.equals("fail");
    }

    private boolean flow() {
        long wanted = Digits.parse(bytes, tokenStart, tokenEnd - tokenStart);
        flow = wanted <= 0 ? FLOW_DEFAULT : (int) Math.min(wanted, FLOW_MAX);
        return true;
    }

    private boolean identity() {
        idStart = tokenStart;
        idLength = tokenEnd - tokenStart;
        return true;
    }

    int idLength() {
        return idLength;
    }

    String id() {
        return new String(bytes, idStart, idLength, StandardCharsets.UTF_8);
    }

    /** How many messages the client would send between two acknowledgements. */
    int flowMax() {
        return flow;
    }

    /** Whether the batch goes on behind lost messages. */
    boolean isGapOk() {
        return gapOk;
    }

    long number() {
        return sequence;
    }

    boolean isPing() {
        return operation == PING;
    }

    boolean commits() {
        return operation == COMMIT || operation == COMMIT_BEFORE;
    }

    /** Whether the batch ends before this message, which is not stored. */
    boolean commitsBefore() {
        return operation == COMMIT_BEFORE;
    }
}
