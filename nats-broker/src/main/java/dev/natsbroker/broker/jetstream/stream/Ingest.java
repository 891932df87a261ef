package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.subject.SubjectTransform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message into a stream: prepare (transform, headers) → check → store → limits → answer. Owned by the lane; nothing is
 * allocated for a message without headers.
 *
 * <p>Entry points for what publishes on its own: {@link #publish} for a message that is checked, stored and answered like a client's;
 * {@link #check}, {@link #store} and {@link #acknowledge} one by one for batches; {@link #append} for mirrors.
 */
public final class Ingest {
    private static final byte[] FAST_BATCH_SUFFIX = {'.', '$', 'F', 'I'};
    private static final byte[] EVERYTHING = {'>'};

    private final Stream stream;
    private final PublishChecks checks;
    private final LimitEnforcement limits;
    private final Republisher republisher;
    private final IncomingMessage incoming = new IncomingMessage();
    private final IncomingMessage marker = new IncomingMessage();
    private BatchIntake batches = BatchIntake.refusing(this);
    private @Nullable SubjectTransform transform;
    private boolean toldFailure;

    Ingest(Stream stream) {
        this.stream = stream;
        this.checks = new PublishChecks(stream);
        this.limits = stream.limits();
        this.republisher = new Republisher(stream);
        configure();
    }

    /** Reads from the configuration what is kept in another form. */
    void configure() {
        StreamConfig config = stream.config();
        var rule = config.subjectTransform();
        transform = rule == null
                ? null
                : SubjectTransform.parse(rule.source().isEmpty() ? ">" : rule.source(), rule.destination());
        republisher.configure();
        batches.streamUpdated();
    }

    /** Installs what takes batches. */
    public void batches(BatchIntake intake) {
        this.batches = intake;
    }

    BatchIntake batches() {
        return batches;
    }

    /** Takes a client's message. */
    void receive(Message message) {
        incoming.take(message);
        transform(incoming);
        try {
            if (endsFastBatch(incoming)) {
                batches.fast(incoming);
            } else if (incoming.headers().hasValue(PublishHeader.BATCH_ID)) {
                batches.atomic(incoming);
            } else {
                publish(incoming);
            }
        } catch (RuntimeException e) {
            refuseIfFailed(incoming, e);
        }
    }

    /** What threw because nothing can be stored any more has answered nothing yet. */
    private void refuseIfFailed(IncomingMessage message, RuntimeException cause) {
        if (!stream.store().hasFailed()) {
            throw cause;
        }
        if (!toldFailure && stream.lane().commits().failure() == null) { // that of a journal is known
            toldFailure = true;
            String name = stream.host().account() + " > " + stream.config().name();
            stream.lane().log().error("JetStream: stream '" + name + "' takes no more messages: " + cause.getMessage());
        }
        refuse(message, stream.storeFailure());
    }

    /** Refuses a client's message because too much is waiting. */
    void tooMany(Message message) {
        stream.commit().tooMany(message.buffer(), message.replyOffset(), message.replyLength());
    }

    /** Rewrites the subject as the stream says. */
    void transform(IncomingMessage message) {
        SubjectTransform rule = transform;
        if (rule == null) {
            return;
        }
        NewMessage target = message.message();
        if (rule.matches(target.subject, target.subjectOffset, target.subjectLength)) {
            byte[] mapped = rule.apply(
                    target.subject,
                    target.subjectOffset,
                    target.subjectLength,
                    stream.lane().random());
            target.subject(mapped, 0, mapped.length);
        }
    }

    private static boolean endsFastBatch(IncomingMessage message) {
        int length = message.replyLength();
        int end = message.replyOffset() + length;
        return length > FAST_BATCH_SUFFIX.length
                && message.reply()[end - 1] == 'I'
                && Arrays.equals(
                        message.reply(),
                        end - FAST_BATCH_SUFFIX.length,
                        end,
                        FAST_BATCH_SUFFIX,
                        0,
                        FAST_BATCH_SUFFIX.length);
    }

    /**
     * Checks, stores and answers a message.
     *
     * @return its sequence, or 0 if it was refused or is a duplicate
     */
    public long publish(IncomingMessage message) {
        PublishChecks.Verdict verdict = checks.check(message);
        if (verdict == PublishChecks.Verdict.DUPLICATE) {
            stream.commit()
                    .duplicate(message.duplicateOf(), message.reply(), message.replyOffset(), message.replyLength());
            return 0;
        }
        if (verdict == PublishChecks.Verdict.REFUSE) {
            refuse(message, checks.error());
            return 0;
        }
        long sequence = verdict == PublishChecks.Verdict.STORE ? store(message) : skip(message);
        if (sequence > 0) {
            acknowledge(sequence, message);
        }
        return sequence;
    }

    /**
     * Checks a message of a batch.
     *
     * @return why it is refused, or null; a duplicate is no error: see {@link IncomingMessage#duplicateOf}
     */
    public @Nullable ApiError check(IncomingMessage message) {
        return checks.check(message) == PublishChecks.Verdict.REFUSE ? checks.error() : null;
    }

    /** Whether a message that was checked would be stored, and not only take a sequence. */
    public boolean isWanted(IncomingMessage message) {
        return stream.retention().isWantedByPolicy(message.message());
    }

    /**
     * Stores a message that was checked, with everything that follows from it but the answer. Refuses it if there is no room on the
     * device.
     *
     * @return its sequence, or 0 if it was refused
     */
    public long store(IncomingMessage message) {
        long sequence = append(message);
        if (sequence > 0) {
            stored(sequence, message);
        }
        return sequence;
    }

    /**
     * Gives a message that nobody wants a sequence, with what else follows from it. Refuses it if there is no room on the device.
     *
     * @return its sequence, or 0 if it was refused
     */
    public long skip(IncomingMessage message) {
        long sequence = appendNothing(message);
        if (sequence > 0) {
            skipped(sequence, message);
        }
        return sequence;
    }

    /**
     * The first half of {@link #store} or {@link #skip}: the message has its sequence and time, and nothing else has changed yet.
     *
     * @return its sequence, or 0 if it was refused
     */
    long place(IncomingMessage message) {
        return isWanted(message) ? append(message) : appendNothing(message);
    }

    /** The second half, which may remove others: nothing of it can be undone. */
    void placed(long sequence, IncomingMessage message) {
        if (isWanted(message)) {
            stored(sequence, message);
        } else {
            skipped(sequence, message);
        }
    }

    private long append(IncomingMessage message) {
        NewMessage target = message.message();
        target.sequence = stream.store().lastSequence() + 1;
        target.timeNanos = stream.lane().clock().epochNanos();
        message.lastOfSubject(republisher.lastOfSubject(target));
        try {
            stream.store().append(target);
        } catch (StoreFullException e) {
            refuse(message, JetStreamError.INSUFFICIENT_RESOURCES.toError());
            return 0;
        }
        return target.sequence;
    }

    private void stored(long sequence, IncomingMessage message) {
        NewMessage target = message.message();
        republisher.stored(target, message.lastOfSubject());
        limits.stored(target);
        stream.ids().stored(message.headers(), sequence, target.timeNanos);
        follow(message, sequence, target);
        stream.age().stored(sequence, target.timeNanos, message.ttlSeconds());
        stream.usage().grown();
    }

    private long appendNothing(IncomingMessage message) {
        StreamStore store = stream.store();
        NewMessage target = message.message();
        target.sequence = store.lastSequence() + 1;
        target.timeNanos = stream.lane().clock().epochNanos();
        try {
            store.skipTo(target.sequence, target.timeNanos);
        } catch (StoreFullException e) {
            refuse(message, JetStreamError.INSUFFICIENT_RESOURCES.toError());
            return 0;
        }
        return target.sequence;
    }

    private void skipped(long sequence, IncomingMessage message) {
        stream.ids().stored(message.headers(), sequence, message.message().timeNanos);
        if (message.rollup() != IncomingMessage.Rollup.NONE) {
            rollUp(message, sequence + 1);
        }
    }

    /** The roll-up that a message asks for, and what schedules have to do with it. */
    private void follow(IncomingMessage message, long sequence, NewMessage target) {
        if (message.rollup() != IncomingMessage.Rollup.NONE) {
            rollUp(message, sequence);
        }
        if (stream.config().allowMsgSchedules()) {
            if (message.headers().isEmpty()) {
                stream.schedules().storedPlain(sequence, target.subject, target.subjectOffset, target.subjectLength);
            } else {
                stream.schedules().stored(sequence, message);
            }
        }
    }

    private void rollUp(IncomingMessage message, long below) {
        if (!PublishChecks.isRollupAllowed(stream.config())) {
            return; // a sourced message brings the header with it
        }
        NewMessage target = message.message();
        StreamStore store = stream.store();
        if (message.rollup() == IncomingMessage.Rollup.ALL) {
            store.purge(EVERYTHING, below, 0);
        } else if (store.firstOf(target.subject, target.subjectOffset, target.subjectLength) < below) {
            int start = target.subjectOffset;
            store.purge(Arrays.copyOfRange(target.subject, start, start + target.subjectLength), below, 0);
        }
        stream.usage().flush();
    }

    /** Answers that the message has got its sequence, once that is durable. */
    public void acknowledge(long sequence, IncomingMessage message) {
        String total = message.counterTotal();
        if (total == null) {
            stream.commit().stored(sequence, message.reply(), message.replyOffset(), message.replyLength());
        } else {
            acknowledge(sequence, StreamCommit.counterFields(total), message);
        }
    }

    /** The same with further fields behind the sequence, e.g. {@code ,"batch":"b","count":3}. */
    public void acknowledge(long sequence, String furtherFields, IncomingMessage message) {
        stream.commit().stored(sequence, furtherFields, message.reply(), message.replyOffset(), message.replyLength());
    }

    /** Answers that the message is refused. */
    public void refuse(IncomingMessage message, ApiError error) {
        stream.commit().refused(error, message.reply(), message.replyOffset(), message.replyLength());
    }

    /**
     * Removes the last message of a subject and stores a delete marker in its place, whatever the limits are. A crash leaves both or
     * none of it.
     */
    void replaceByMarker(long expired, byte[] subject, byte[] headerBlock, long ttlSeconds) {
        StreamStore store = stream.store();
        long sequence = 0;
        store.beginGroup();
        try {
            if (store.remove(expired, false)) {
                marker.take(subject, headerBlock, new byte[0], true);
                marker.ttlSeconds(ttlSeconds);
                sequence = isWanted(marker) ? store(marker) : skip(marker);
            }
        } finally {
            store.endGroup();
        }
        if (sequence > 0) {
            acknowledge(sequence, marker);
        }
    }

    /**
     * Appends a message as it is, for mirrors: with its origin's sequence and time, behind a gap if there is one. Sequences that the
     * stream has already are ignored.
     */
    public void append(long sequence, long timeNanos, IncomingMessage message) {
        StreamStore store = stream.store();
        if (sequence <= store.lastSequence()) {
            return;
        }
        if (sequence > store.lastSequence() + 1) {
            store.skipTo(sequence - 1, timeNanos);
        }
        NewMessage target = message.message();
        target.sequence = sequence;
        target.timeNanos = timeNanos;
        long lastOfSubject = republisher.lastOfSubject(target);
        store.append(target);
        limits.stored(target);
        long ttl = MessageTtl.of(message.headers());
        stream.age().stored(sequence, timeNanos, ttl);
        republisher.stored(target, lastOfSubject);
        stream.usage().grown();
        stream.commit().advanced(sequence);
    }
}
