package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits until the journal of a lane is durable: acknowledgements of messages, answers of the API. First in, first out, as the
 * journal's positions rise. Owned by the lane; nothing is allocated for a message that waits.
 */
public final class CommitQueue {
    /** Something that is done when a position is durable, or when it is known that it will not be. */
    private record Answer(Runnable task, Runnable onFailure) implements Waiting {
        @Override
        public boolean durable(long sequence, byte[] reply, int offset, int length) {
            task.run();
            return false;
        }

        @Override
        public void failed(ApiError why, byte[] reply, int offset, int length) {
            onFailure.run();
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

        /** The message will not become durable; the publisher wants to hear it at {@code reply} (length 0: nowhere). */
        void failed(ApiError why, byte[] reply, int offset, int length);

        /** The batch in which something became durable is at its end. */
        default void settled() {}
    }

    private static final byte[] NO_REPLY = {};
    private static final Runnable NOTHING = () -> {};

    private long[] positions = new long[1024];
    private long[] sequences = new long[1024];
    private int[] replyLengths = new int[1024];
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(1024);
    private int head;
    private int count;

    /** The replies of all entries one behind the other. */
    private byte[] replies = new byte[32 << 10];

    private int repliesStart;
    private int repliesEnd;

    private final List<Waiting> touched = new ArrayList<>();
    private final Consumer<Throwable> onFailure;
    private long durablePosition;
    private @Nullable ApiError failure;

    /** @param onFailure is told of answers that threw; those behind them are given nevertheless */
    public CommitQueue(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Runs {@code answer} once the journal is durable up to {@code position}; at once if it is, never if it will not be. */
    public void await(long position, Runnable answer) {
        await(position, answer, NOTHING);
    }

    /** The same; {@code onFailure} runs instead if the position will not become durable. */
    public void await(long position, Runnable answer, Runnable onFailure) {
        if (isDurable(position)) {
            answer.run();
        } else {
            await(position, new Answer(answer, onFailure), 0, NO_REPLY, 0, 0);
        }
    }

    /** Whether nothing has to wait for {@code position} any more. */
    boolean isDurable(long position) {
        return position <= durablePosition && count == 0;
    }

    /** A future that is fulfilled with {@code value} once the journal is durable up to {@code position}; it fails with the journal. */
    public <T> CompletableFuture<T> future(long position, T value) {
        CompletableFuture<T> durable = new CompletableFuture<>();
        await(position, () -> durable.complete(value), () -> durable.completeExceptionally(refusal()));
        return durable;
    }

    private JetStreamException refusal() {
        return new JetStreamException(Objects.requireNonNull(failure));
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
        waiting.addLast(stream);
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
        for (int i = 0; i < count; i++) {
            int slot = (head + i) & (capacity - 1);
            newPositions[i] = positions[slot];
            newSequences[i] = sequences[slot];
            newLengths[i] = replyLengths[slot];
        }
        positions = newPositions;
        sequences = newSequences;
        replyLengths = newLengths;
        head = 0;
    }

    /** The journal is durable up to {@code position}: releases what waited for it. */
    public void durable(long position) {
        durablePosition = position;
        while (count > 0 && positions[head] <= position) {
            releaseFirst(null);
        }
        forgetRepliesIfEmpty();
    }

    private void releaseFirst(@Nullable ApiError why) {
        Waiting first = waiting.removeFirst();
        long sequence = sequences[head];
        int replyLength = replyLengths[head];
        int replyOffset = repliesStart;
        head = (head + 1) & (positions.length - 1);
        count--;
        repliesStart += replyLength;
        try {
            if (why != null) {
                first.failed(why, replies, replyOffset, replyLength);
            } else if (first.durable(sequence, replies, replyOffset, replyLength)) {
                touched.add(first);
            }
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    private void forgetRepliesIfEmpty() {
        if (count == 0) {
            repliesStart = 0;
            repliesEnd = 0;
        }
    }

    /**
     * Nothing more becomes durable: at the end of each batch from now on, whoever waits is told so. Not at once, because it may be told in
     * the middle of a change.
     */
    public void fail(ApiError why) {
        failure = why;
    }

    /** Why nothing becomes durable any more, or null. */
    public @Nullable ApiError failure() {
        return failure;
    }

    private void tellFailure(ApiError why) {
        while (count > 0) {
            releaseFirst(positions[head] <= durablePosition ? null : why);
        }
        forgetRepliesIfEmpty();
    }

    /** Calls {@link Waiting#settled} of {@code stream} at the end of the batch, for what is durable without a journal. */
    void settleLater(Waiting stream) {
        touched.add(stream);
    }

    /**
     * Calls {@link Waiting#settled} of all that asked for it, and tells of a failure. The lane calls it at the end of each batch.
     *
     * @return whether there were any
     */
    public boolean settle() {
        ApiError why = failure;
        if (why != null) {
            tellFailure(why);
        }
        if (touched.isEmpty()) {
            return false;
        }
        for (int i = 0; i < touched.size(); i++) {
            settle(touched.get(i));
        }
        touched.clear();
        return true;
    }

    private void settle(Waiting stream) {
        try {
            stream.settled();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
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
