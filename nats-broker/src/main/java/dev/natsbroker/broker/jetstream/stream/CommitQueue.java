package dev.natsbroker.broker.jetstream.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits until the journal of a lane is durable: acknowledgements of messages, answers of the API. First in, first out, as the
 * journal's positions rise. Owned by the lane; nothing is allocated for a message that waits.
 */
public final class CommitQueue {
    /** Something that is done when a position is durable. */
    private record Answer(Runnable task) implements Waiting {
        @Override
        public boolean durable(long sequence, byte[] reply, int offset, int length) {
            task.run();
            return false;
        }
    }

    /** Who is told that an entry is durable. */
    interface Waiting {
        /**
         * The message with {@code sequence} is durable; the publisher wants to hear it at {@code reply} (length 0: nowhere).
         *
         * @return whether {@link #settled} is to be called at the end of the batch
         */
        boolean durable(long sequence, byte[] reply, int offset, int length);

        /** The batch in which something became durable is at its end. */
        default void settled() {}
    }

    private static final byte[] NO_REPLY = {};

    private long[] positions = new long[1024];
    private long[] sequences = new long[1024];
    private int[] replyLengths = new int[1024];
    private @Nullable Waiting[] waiting = new @Nullable Waiting[1024];
    private int head;
    private int count;

    /** The replies of all entries one behind the other. */
    private byte[] replies = new byte[32 << 10];

    private int repliesStart;
    private int repliesEnd;

    private final List<Waiting> touched = new ArrayList<>();
    private long durablePosition;

    /** Runs {@code answer} once the journal is durable up to {@code position}; at once if it is. */
    public void await(long position, Runnable answer) {
        if (isDurable(position)) {
            answer.run();
        } else {
            await(position, new Answer(answer), 0, NO_REPLY, 0, 0);
        }
    }

    /** Whether nothing has to wait for {@code position} any more. */
    boolean isDurable(long position) {
        return position <= durablePosition && count == 0;
    }

    /** Tells {@code stream} once {@code position} is durable. Copies the reply subject. */
    void await(long position, Waiting stream, long sequence, byte[] reply, int offset, int length) {
        if (count == positions.length) {
            grow();
        }
        int slot = (head + count) & (positions.length - 1);
        positions[slot] = position;
        sequences[slot] = sequence;
        replyLengths[slot] = length;
        waiting[slot] = stream;
        count++;
        keepReply(reply, offset, length);
    }

    private void keepReply(byte[] reply, int offset, int length) {
        if (replies.length - repliesEnd < length) {
            int used = repliesEnd - repliesStart;
            byte[] target = used + length > replies.length / 2 ? new byte[(used + length) * 2] : replies;
            System.arraycopy(replies, repliesStart, target, 0, used);
            replies = target;
            repliesStart = 0;
            repliesEnd = used;
        }
        System.arraycopy(reply, offset, replies, repliesEnd, length);
        repliesEnd += length;
    }

    private void grow() {
        int capacity = positions.length;
        long[] newPositions = new long[capacity * 2];
        long[] newSequences = new long[capacity * 2];
        int[] newLengths = new int[capacity * 2];
        @Nullable Waiting[] newWaiting = new @Nullable Waiting[capacity * 2];
        for (int i = 0; i < count; i++) {
            int slot = (head + i) & (capacity - 1);
            newPositions[i] = positions[slot];
            newSequences[i] = sequences[slot];
            newLengths[i] = replyLengths[slot];
            newWaiting[i] = waiting[slot];
        }
        positions = newPositions;
        sequences = newSequences;
        replyLengths = newLengths;
        waiting = newWaiting;
        head = 0;
    }

    /** The journal is durable up to {@code position}: releases what waited for it. */
    public void durable(long position) {
        durablePosition = position;
        while (count > 0 && positions[head] <= position) {
            Waiting first = waiting[head];
            long sequence = sequences[head];
            int replyLength = replyLengths[head];
            int replyOffset = repliesStart;
            waiting[head] = null;
            head = (head + 1) & (positions.length - 1);
            count--;
            repliesStart += replyLength;
            if (first != null && first.durable(sequence, replies, replyOffset, replyLength)) {
                touched.add(first);
            }
        }
        if (count == 0) {
            repliesStart = 0;
            repliesEnd = 0;
        }
    }

    /** Calls {@link Waiting#settled} of {@code stream} at the end of the batch, for what is durable without a journal. */
    void settleLater(Waiting stream) {
        touched.add(stream);
    }

    /**
     * Calls {@link Waiting#settled} of all that asked for it. The lane calls it at the end of each batch.
     *
     * @return whether there were any
     */
    public boolean settle() {
        if (touched.isEmpty()) {
            return false;
        }
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).settled();
        }
        touched.clear();
        return true;
    }

    /** Forgets everything: the journal has failed, or the broker stops. Nobody gets an answer. */
    public void clear() {
        Arrays.fill(waiting, null);
        head = 0;
        count = 0;
        repliesStart = 0;
        repliesEnd = 0;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** How many entries wait. */
    public int size() {
        return count;
    }
}
