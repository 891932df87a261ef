package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.PersistMode;
import dev.natsbroker.broker.jetstream.model.StorageType;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers publishers, and tells consumers, once what they are told is durable. All answers of one stream leave in the order of the
 * messages. Owned by the lane.
 */
final class StreamCommit implements CommitQueue.Waiting {
    private static final Runnable NOTHING = () -> {};
    private static final ApiError FAILED = JetStreamError.STREAM_STORE_FAILED.with(
            "the store has failed and takes nothing more until the server is restarted: see its log");

    private final Stream stream;
    private final CommitQueue queue;
    private final PublishAcks acks;
    private final Duplicates duplicates = new Duplicates();
    private final boolean memory;
    private final boolean async;
    private long committed;
    private boolean signalled;

    StreamCommit(Stream stream) {
        this.stream = stream;
        this.queue = stream.lane().commits();
        this.acks = new PublishAcks(stream.host(), stream.config().name());
        this.memory = stream.config().storage() == StorageType.MEMORY;
        this.async = stream.config().persistMode() == PersistMode.ASYNC;
        this.committed = stream.store().lastSequence();
    }

    /** Up to where messages are durable. */
    long committed() {
        return committed;
    }

    /** {@code sequence} was given to a message; its publisher waits at the reply subject (length 0: nobody waits). */
    void stored(long sequence, byte[] reply, int offset, int length) {
        int waiting = stream.config().noAck() ? 0 : length;
        if (memory) {
            settleIfFirst(durable(sequence, reply, offset, waiting));
            return;
        }
        if (async && waiting > 0) {
            acks.stored(sequence, reply, offset, waiting);
            waiting = 0;
        }
        queue.await(stream.store().position(), this, sequence, reply, offset, waiting);
    }

    /** The same with further fields in the acknowledgement, e.g. {@code ,"val":"3"}. */
    void stored(long sequence, String furtherFields, byte[] reply, int offset, int length) {
        if (length == 0 || stream.config().noAck()) {
            stored(sequence, reply, offset, 0);
            return;
        }
        byte[] copy = Arrays.copyOfRange(reply, offset, offset + length);
        stored(sequence, copy, 0, 0);
        answerWhenDurable(() -> acks.stored(sequence, furtherFields, copy, 0, copy.length), copy);
    }

    /** The message was stored before, as {@code original}. */
    void duplicate(long original, byte[] reply, int offset, int length) {
        if (length == 0 || stream.config().noAck()) {
            return;
        }
        long position = stream.store().position();
        // A batch that did not fit leaves sequences behind the last message: nothing may come that makes them durable.
        if (isSettled() || queue.isDurable(position)) {
            acks.duplicate(original, reply, offset, length);
        } else {
            queue.await(position, duplicates, original, reply, offset, length);
        }
    }

    /**
     * The message was refused. The reason may be a message that is not durable yet: then the answer waits for it. Want of room is no such
     * reason, and what waits may wait for room itself.
     */
    void refused(ApiError error, byte[] reply, int offset, int length) {
        if (length == 0 || stream.config().noAck()) {
            return;
        }
        if (isSettled() || error.is(JetStreamError.INSUFFICIENT_RESOURCES)) {
            acks.refused(error, reply, offset, length);
        } else {
            byte[] copy = Arrays.copyOfRange(reply, offset, offset + length);
            Runnable answer = () -> acks.refused(error, copy, 0, copy.length);
            whenDurable(answer, answer);
        }
    }

    /** The message came while too much was waiting. */
    void tooMany(byte[] reply, int offset, int length) {
        if (length > 0) {
            acks.tooMany(reply, offset, length);
        }
    }

    /** Acknowledges {@code sequence} with further fields, once all that was stored so far is durable. */
    void answered(long sequence, String furtherFields, byte[] reply, int offset, int length) {
        if (length > 0 && !stream.config().noAck()) {
            byte[] copy = Arrays.copyOfRange(reply, offset, offset + length);
            answerWhenDurable(() -> acks.stored(sequence, furtherFields, copy, 0, copy.length), copy);
        }
    }

    /** Sends {@code payload} to where a publisher waits, once all that was stored so far is durable. */
    void send(byte[] payload, byte[] reply, int offset, int length) {
        if (length == 0) {
            return;
        }
        if (isSettled()) {
            acks.send(PublishAcks.NO_REPLY, payload, reply, offset, length);
        } else {
            byte[] copy = Arrays.copyOfRange(reply, offset, offset + length);
            answerWhenDurable(() -> acks.send(PublishAcks.NO_REPLY, payload, copy, 0, copy.length), copy);
        }
    }

    /** The message waits for the commit of its batch: an empty answer. */
    void taken(byte[] reply, int offset, int length) {
        if (length > 0 && !stream.config().noAck()) {
            acks.send(PublishAcks.NO_REPLY, PublishAcks.NO_REPLY, reply, offset, length);
        }
    }

    /** Runs {@code answer} once everything that was done so far is durable, never if it will not be. */
    void whenDurable(Runnable answer) {
        whenDurable(answer, NOTHING);
    }

    /** The same; {@code onFailure} runs instead if the store has failed. */
    void whenDurable(Runnable answer, Runnable onFailure) {
        if (memory) {
            answer.run();
        } else {
            queue.await(stream.store().position(), answer, onFailure);
        }
    }

    private void answerWhenDurable(Runnable answer, byte[] reply) {
        whenDurable(answer, () -> acks.refused(failure(), reply, 0, reply.length));
    }

    /** A future that is fulfilled with {@code value} once everything that was done so far is durable; it fails with the store. */
    <T> CompletableFuture<T> whenDurable(T value) {
        return memory
                ? CompletableFuture.completedFuture(value)
                : queue.future(stream.store().position(), value);
    }

    /** What is answered when the store has failed. */
    ApiError failure() {
        ApiError known = queue.failure();
        return known == null ? FAILED : known;
    }

    private boolean isSettled() {
        return memory || async || committed >= stream.store().lastSequence();
    }

    @Override
    public boolean durable(long sequence, byte[] reply, int offset, int length) {
        committed = sequence;
        if (length > 0) {
            acks.stored(sequence, reply, offset, length);
        }
        boolean first = !signalled;
        signalled = true;
        return first;
    }

    @Override
    public void failed(ApiError why, byte[] reply, int offset, int length) {
        if (length > 0) {
            acks.refused(why, reply, offset, length);
        }
    }

    private void settleIfFirst(boolean first) {
        if (first) {
            queue.settleLater(this);
        }
    }

    /** Messages got their place without being published: purges beyond the end, mirrors. */
    void advanced(long sequence) {
        stored(sequence, PublishAcks.NO_REPLY, 0, 0);
    }

    @Override
    public void settled() {
        signalled = false;
        stream.settled(committed);
    }

    private final class Duplicates implements CommitQueue.Waiting {
        @Override
        public boolean durable(long original, byte[] reply, int offset, int length) {
            acks.duplicate(original, reply, offset, length);
            return false;
        }

        @Override
        public void failed(ApiError why, byte[] reply, int offset, int length) {
            acks.refused(why, reply, offset, length);
        }
    }

    /** What the acknowledgement of a counter adds. */
    static String counterFields(@Nullable String total) {
        return ",\"val\":\"" + total + '"';
    }
}
