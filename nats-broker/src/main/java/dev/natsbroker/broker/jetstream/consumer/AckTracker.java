package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import dev.natsbroker.broker.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes acknowledgements in all their forms (spec 5.4). Owned by the lane. */
final class AckTracker {
    /** Takes the pull request that may come with an acknowledgement. */
    interface NextTaker {
        void next(byte[] bytes, int offset, int length, byte[] buffer, int replyOffset, int replyLength);
    }

    private static final long[] NOTHING = {};
    private static final byte[] ACK = Ascii.of("+ACK");
    private static final byte[] OK = Ascii.of("+OK");
    private static final byte[] NEXT = Ascii.of("+NXT");
    private static final byte[] NAK = Ascii.of("-NAK");
    private static final byte[] PROGRESS = Ascii.of("+WPI");
    private static final byte[] TERM = Ascii.of("+TERM");

    private static final JsonFields<long[], long[]> NAK_OPTIONS = JsonFields.<long[], long[]>of("ConsumerNakOptions")
            .field("delay", JsonType.DURATION, options -> options[0], (options, value) -> options[0] = value)
            .build();

    private final ConsumerContext context;
    private final ConsumerState state;
    private final PendingMessages pending;
    private final Redelivery redelivery;
    private final ConsumerAdvisories advisories;
    private final DoubleAcks answers;
    private final NextTaker requests;
    private final AckReply reply;
    private int samplePercent;
    private long lastAckNanos;
    private boolean hasAcked;

    AckTracker(
            ConsumerContext context,
            Redelivery redelivery,
            ConsumerAdvisories advisories,
            DoubleAcks answers,
            NextTaker requests) {
        this.context = context;
        this.state = context.state;
        this.pending = state.pending();
        this.redelivery = redelivery;
        this.advisories = advisories;
        this.answers = answers;
        this.requests = requests;
        this.reply = new AckReply(context.streamName, context.name, null);
        configured();
    }

    /** The configuration has changed. */
    void configured() {
        String frequency = context.config().sampleFrequency();
        String digits = frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency;
        try {
            samplePercent = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            samplePercent = 0;
        }
    }

    /** When something was acknowledged last, in nanoseconds since 1970; 0 if nothing was since the consumer was started. */
    long lastAckNanos() {
        return lastAckNanos;
    }

    /** The end of a batch: what was acknowledged in it was acknowledged now. */
    void settle() {
        if (hasAcked) {
            hasAcked = false;
            lastAckNanos = context.clock.epochNanos();
        }
    }

    /** Pending messages were removed from the stream, which counts as their acknowledgement. */
    void removed() {
        lastAckNanos = context.clock.epochNanos();
    }

    /** Takes one acknowledgement. */
    void take(Message message) {
        byte[] bytes = message.buffer();
        if (!reply.read(bytes, message.subjectOffset(), message.subjectLength())) {
            return;
        }
        int offset = message.bodyOffset() + message.headersLength();
        int length = message.bodyLength() - message.headersLength();
        boolean answer = true;
        if (length == 0 || equals(ACK, bytes, offset, length) || equals(OK, bytes, offset, length)) {
            answer = acknowledge(reply.streamSequence, reply.consumerSequence, true);
        } else if (startsWith(NEXT, bytes, offset, length)) {
            acknowledge(reply.streamSequence, reply.consumerSequence, true);
            int skipped = NEXT.length;
            requests.next(
                    bytes, offset + skipped, length - skipped, bytes, message.replyOffset(), message.replyLength());
            answer = false;
        } else if (startsWith(NAK, bytes, offset, length)) {
            nak(text(bytes, offset + NAK.length, length - NAK.length));
        } else if (equals(PROGRESS, bytes, offset, length)) {
            progress();
        } else if (startsWith(TERM, bytes, offset, length)) {
            answer = terminate(text(bytes, offset + TERM.length, length - TERM.length));
        }
        if (answer && message.hasReply()) {
            answers.add(bytes, message.replyOffset(), message.replyLength());
        }
    }

    /** Acknowledges; returns whether that may be answered: what was never delivered is not. */
    private boolean acknowledge(long sequence, long consumerSequence, boolean mayBeSampled) {
        AckPolicy policy = context.config().ackPolicy();
        if (sequence >= context.cursor.position() && !context.config().flowControl() || policy == AckPolicy.NONE) {
            return false;
        }
        if (policy == AckPolicy.EXPLICIT) {
            acknowledgeOne(sequence, mayBeSampled);
        } else if (consumerSequence > state.floorConsumer() && sequence > state.floorStream()) {
            acknowledgeAll(sequence, consumerSequence);
        }
        return true;
    }

    private void acknowledgeOne(long sequence, boolean mayBeSampled) {
        int entry = pending.find(sequence);
        if (entry != PendingMessages.NONE) {
            if (mayBeSampled && pending.isPending(entry)) {
                sample(entry);
            }
            state.ack(entry);
            hasAcked = true;
        }
        context.done(sequence);
    }

    private void sample(int entry) {
        if (samplePercent > 0 && (samplePercent >= 100 || context.random.nextInt(100) <= samplePercent)) {
            advisories.acknowledged(
                    reply.consumerSequence,
                    pending.sequence(entry),
                    context.clock.epochNanos() - pending.time(entry),
                    reply.deliveries);
        }
    }

    /** Acknowledges everything up to a message: that of the policy {@code all}, or the last one before a flow-control reply. */
    void acknowledgeAll(long sequence, long consumerSequence) {
        long[] done = context.isKeptByLimits() ? NOTHING : pendingUpTo(sequence);
        state.ackAll(sequence, consumerSequence);
        hasAcked = true;
        for (long each : done) {
            context.done(each);
        }
    }

    private long[] pendingUpTo(long sequence) {
        long[] found = new long[pending.pendingCount()];
        int count = 0;
        for (int entry = pending.first();
                entry != PendingMessages.NONE && pending.sequence(entry) <= sequence;
                entry = pending.next(entry)) {
            found[count++] = pending.sequence(entry);
        }
        return Arrays.copyOf(found, count);
    }

    private void nak(String argument) {
        int entry = pending.find(reply.streamSequence);
        boolean isKnown = reply.consumerSequence > state.floorConsumer()
                && reply.consumerSequence <= state.deliveredConsumer()
                && entry != PendingMessages.NONE
                && pending.isPending(entry);
        if (isKnown) {
            advisories.naked(reply.consumerSequence, reply.streamSequence, reply.deliveries);
            redelivery.nak(entry, delay(argument));
        }
    }

    /** What cannot be read counts as no delay (trap 48). */
    private long delay(String argument) {
        try {
            if (argument.startsWith("{")) {
                return GoJsonReader.read(
                        argument.getBytes(StandardCharsets.UTF_8),
                        GoJsonReader.Unknown.IGNORE,
                        NAK_OPTIONS,
                        new long[1])[0];
            }
            return argument.isEmpty() ? 0 : GoDuration.parse(argument);
        } catch (GoJsonException | NumberFormatException e) {
            context.stream
                    .lane()
                    .log()
                    .warn("JetStream consumer '" + context.host.account() + " > " + context.streamName + " > "
                            + context.name + "' bad NAK delay value: \"" + argument + '"');
            return 0;
        }
    }

    private void progress() {
        int entry = pending.find(reply.streamSequence);
        if (entry != PendingMessages.NONE && pending.isPending(entry)) {
            state.progress(entry, context.clock.epochNanos());
            redelivery.delivered(pending.deliveries(entry), context.clock.nanoTime());
        }
    }

    private boolean terminate(String reason) {
        boolean answer = acknowledge(reply.streamSequence, reply.consumerSequence, false);
        advisories.terminated(reply.consumerSequence, reply.streamSequence, reply.deliveries, reason);
        return answer;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8).strip();
    }

    private static boolean equals(byte[] word, byte[] bytes, int offset, int length) {
        return word.length == length && startsWith(word, bytes, offset, length);
    }

    private static boolean startsWith(byte[] word, byte[] bytes, int offset, int length) {
        if (length < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[offset + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
