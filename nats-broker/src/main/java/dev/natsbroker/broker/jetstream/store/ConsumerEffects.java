package dev.natsbroker.broker.jetstream.store;

import java.util.Arrays;

/**
 * Gathers what happens to a {@link ConsumerState} until it is logged: one effect for a whole round of deliveries and
 * acknowledgements. Owned by the stream's lane.
 *
 * <pre>
 * effect = record*            numbers are varints of 7 bits per byte, low bits first; times have 8 bytes, high byte first
 *
 * record:  1 START       first sequence, end of the skip list (or 0)
 *          2 TIME        time                                      for the records behind it
 *          3 DELIVERED   first sequence, count                     for the first time; consecutive; pending
 *          4 DONE        first sequence, count                     the same without acknowledgements
 *          5 AGAIN       sequence                                  delivered once more
 *          6 ACKED       first sequence, count                     acknowledged, terminated, or gone; consecutive
 *          7 ACKED_ALL   sequence, consumer sequence               with all before it
 *          8 DELAYED     sequence, time                            negatively acknowledged
 *          9 PROGRESS    sequence                                  the ack wait begins again
 *         10 EXHAUSTED   sequence                                  delivered as often as allowed
 *         11 FLOOR       sequence                                  the stream begins there now
 *         12 CEILING     sequence                                  the stream ends there: it has lost what came behind
 * </pre>
 */
final class ConsumerEffects {
    static final int START = 1;
    static final int TIME = 2;
    static final int DELIVERED = 3;
    static final int DONE = 4;
    static final int AGAIN = 5;
    static final int ACKED = 6;
    static final int ACKED_ALL = 7;
    static final int DELAYED = 8;
    static final int PROGRESS = 9;
    static final int EXHAUSTED = 10;
    static final int FLOOR = 11;
    static final int CEILING = 12;

    /** Longer runs are split, so that damaged bytes cannot stand for billions of messages. */
    static final int RUN_MAX = 1 << 16;

    private static final int RECORD_LENGTH_MAX = 24;

    private byte[] bytes = new byte[256];
    private int length;
    private long time;
    private int runKind;
    private long runFirst;
    private long runCount;

    boolean isEmpty() {
        return length == 0 && runKind == 0;
    }

    /** Logs what was gathered as one effect. */
    void moveTo(ConsumerStore store) {
        endRun();
        if (length > 0) {
            store.log(bytes, 0, length);
            length = 0;
            time = 0;
        }
    }

    void clear() {
        runKind = 0;
        length = 0;
        time = 0;
    }

    /** Adds {@code sequence} to a run of consecutive ones, which may fall when they are {@link #ACKED}: a purge goes backwards. */
    void run(int kind, long sequence) {
        boolean grows = runKind == kind && runCount < RUN_MAX;
        if (grows && sequence == runFirst + runCount) {
            runCount++;
        } else if (grows && kind == ACKED && sequence == runFirst - 1) {
            runFirst--;
            runCount++;
        } else {
            endRun();
            runKind = kind;
            runFirst = sequence;
            runCount = 1;
        }
    }

    void record(int kind, long sequence) {
        begin(kind);
        putVarint(sequence);
    }

    void record(int kind, long sequence, long second) {
        begin(kind);
        putVarint(sequence);
        putVarint(second);
    }

    void delayed(long sequence, long due) {
        begin(DELAYED);
        putVarint(sequence);
        putTime(due);
    }

    /** The time of the records that follow. */
    void time(long nanos) {
        if (nanos != time || length == 0) {
            begin(TIME);
            putTime(nanos);
            time = nanos;
        }
    }

    private void endRun() {
        int kind = runKind;
        if (kind != 0) {
            runKind = 0;
            record(kind, runFirst, runCount);
        }
    }

    private void begin(int kind) {
        endRun();
        if (bytes.length - length < RECORD_LENGTH_MAX) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) kind;
    }

    private void putVarint(long value) {
        length = Varints.put(value, bytes, length);
    }

    private void putTime(long nanos) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (nanos >>> shift);
        }
    }
}
