package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.model.StreamConsumerSource;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.runtime.Timers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a stream to the origin of its messages (spec 3.8): asks for a push consumer over the API, takes what it
 * delivers, answers its flow control, and begins anew when something is missing or nothing comes. Owned by the lane.
 *
 * <pre>
 *   waiting (timer) → asking (reply subject, time-out) → connected (deliveries, health timer)
 *      ↑_______________________|________________________________|   by errors, gaps, silence
 * </pre>
 */
abstract class OriginLink {
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long DURABLE_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BACKOFF_MAX_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] NO_CONSUMER = {};

    final Stream stream;
    final StreamSource source;
    final OriginTransforms transforms;
    final Nuid names;

    /** The last sequence of the origin that is settled here. */
    long originSequence;

    /** The number of the consumer's last delivery. */
    long deliverySequence;

    private final DeliveryReply reply = new DeliveryReply();
    private final OriginStatus status = new OriginStatus();
    private byte[] consumer = NO_CONSUMER;
    private long lag;
    private long heardNanos;
    private boolean heard;
    private @Nullable ApiError error;
    private int fails;
    private boolean asked;
    private long askedNanos;
    private @Nullable OriginRequest asking;
    private @Nullable Subscription answers;
    private @Nullable Subscription deliveries;
    private Timers.@Nullable Timer setup;
    private Timers.@Nullable Timer answerTimeout;
    private Timers.@Nullable Timer health;
    private boolean stopped;

    OriginLink(Stream stream, StreamSource source) {
        this.stream = stream;
        this.source = source;
        this.transforms = new OriginTransforms(source);
        this.names = new Nuid(stream.lane().random());
    }

    /** What to ask the origin for now. */
    abstract OriginRequest request();

    /** The origin has a consumer now; returns false if the stream is not able to follow. */
    abstract boolean connected(OriginAnswer answer, String identity);

    /**
     * Takes a message.
     *
     * @return false if it has to come again, in a new connection
     */
    abstract boolean take(Message message, DeliveryReply delivery);

    /** The origin is not the one that was known. Returns whether to ask again at once. */
    boolean forgetOrigin() {
        return false;
    }

    /** Connects soon: not too often, later with each failure, and not all links at the same time. */
    final void connectSoon() {
        if (stopped || setup != null || asking != null) {
            return;
        }
        long delay = 0;
        if (asked) {
            delay = Math.max(0, RETRY_NANOS - (now() - askedNanos));
        }
        delay += Math.min(BACKOFF_NANOS * fails, BACKOFF_MAX_NANOS);
        delay += JITTER_NANOS + stream.lane().random().nextLong(JITTER_NANOS);
        setup = timers().after(delay, this::connect);
    }

    private void connect() {
        disconnect();
        if (stopped || !stream.isActive()) {
            return;
        }
        asked = true;
        askedNanos = now();
        error = null;
        ask(request());
    }

    private void ask(OriginRequest request) {
        asking = request;
        String replySubject = "$JSC.R." + names.nextConsumerName();
        answers = stream.host().subscribe(replySubject, null, answer -> answered(request, answer));
        int receivers =
                stream.host().publisher().publish(request.write(stream.host().outbound(), replySubject));
        long timeout = request.isDurable() ? DURABLE_ANSWER_NANOS : ANSWER_NANOS;
        // Without anybody who could answer, there is nothing to wait for: the API may not be there yet.
        answerTimeout = timers().after(receivers == 0 ? 0 : timeout, () -> timedOut(request, receivers > 0));
    }

    private void timedOut(OriginRequest request, boolean counts) {
        if (asking == request) {
            fails += counts ? 1 : 0;
            disconnect();
            connectSoon();
            StreamConsumerSource durable = source.consumer();
            if (durable != null) {
                deliveries = stream.host().subscribe(durable.deliverSubject(), null, message -> probed());
            }
        }
    }

    /** The consumer delivers although it did not answer: it is worth another try now. */
    private void probed() {
        if (setup != null && fails > 0) {
            fails = 0;
            timers().cancel(setup);
            setup = null;
            connectSoon();
        }
    }

    private void answered(OriginRequest request, Message message) {
        if (asking != request) {
            return;
        }
        int body = message.bodyOffset() + message.headersLength();
        int end = message.bodyOffset() + message.bodyLength();
        OriginAnswer answer = OriginAnswer.parse(Arrays.copyOfRange(message.buffer(), body, end));
        if (answer == null) {
            return; // as if it had not come: the time-out follows
        }
        status.scan(message);
        endRequest();
        ApiError refusal = answer.error();
        if (refusal != null && isUnknownThere(refusal) && request.canBeDowngraded()) {
            ask(request.downgraded(names));
        } else if (refusal != null && refusal.is(JetStreamError.CONSUMER_STREAM_IDENTITY_MISMATCH) && forgetOrigin()) {
            connectSoon();
        } else if (refusal != null) {
            failed(refusal);
        } else if (!answer.isComplete()) {
            failed(setupFailed("invalid consumer create response"));
        } else if (request.isDurable() && !answer.acknowledgesByFlow()) {
            failed(requiresFlowControl());
        } else {
            connected(request, answer, status.identity());
        }
    }

    private static boolean isUnknownThere(ApiError refusal) {
        return refusal.is(JetStreamError.REQUIRED_API_LEVEL) || refusal.is(JetStreamError.INVALID_JSON);
    }

    abstract ApiError setupFailed(String reason);

    abstract ApiError requiresFlowControl();

    private void failed(ApiError reason) {
        error = reason;
        fails++;
        disconnect();
        connectSoon();
    }

    private void connected(OriginRequest request, OriginAnswer answer, String identity) {
        fails = 0;
        consumer = answer.consumer().getBytes(StandardCharsets.UTF_8);
        deliverySequence = 0;
        StreamConsumerSource durable = request.source().consumer();
        String subject = durable == null ? answer.deliverSubject() : durable.deliverSubject();
        heardNanos = now();
        heard = true;
        if (!connected(answer, identity)) {
            failed(setupFailed("no space left on device"));
            return;
        }
        byte[] own = consumer;
        deliveries = stream.host().subscribe(subject, null, message -> received(own, message));
        health = timers().after(OriginRequest.STALLED_NANOS, this::checkHealth);
    }

    private void checkHealth() {
        long left = OriginRequest.STALLED_NANOS - (now() - heardNanos);
        if (left <= 0) {
            retry();
        } else {
            health = timers().after(left, this::checkHealth);
        }
    }

    private void received(byte[] own, Message message) {
        if (own != consumer || !stream.isActive() || stream.store().hasFailed()) {
            return; // of an earlier connection, or nothing can be stored
        }
        heardNanos = now();
        if (status.isControl(message)) {
            status.scan(message);
            control(message);
        } else if (reply.parse(message.buffer(), message.replyOffset(), message.replyLength())
                && reply.isOf(own)
                && reply.deliveries() <= 1) {
            long pending = reply.pending();
            if (take(message, reply)) {
                lag = Math.max(0, pending - 1);
                caughtUpTo(pending);
            } else {
                retry();
            }
        }
    }

    /** So many messages are still to come. */
    void caughtUpTo(long pending) {}

    private void control(Message message) {
        if (message.hasReply()) {
            byte[] to = Arrays.copyOfRange(
                    message.buffer(), message.replyOffset(), message.replyOffset() + message.replyLength());
            byte[] block = ("NATS/1.0\r\nNats-Last-Consumer: " + deliverySequence + "\r\nNats-Last-Stream: "
                            + originSequence + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            // It may stand for acknowledgements, so that the origin forgets what is not safe here yet.
            stream.commit().whenDurable(() -> send(to, block));
        } else if (status.lastDelivery() > 0 && status.lastDelivery() != deliverySequence) {
            retry();
        } else if (status.stalledReply().length > 0) {
            send(status.stalledReply(), NO_CONSUMER);
        }
    }

    private void send(byte[] subject, byte[] block) {
        stream.host().publisher().publish(stream.host().outbound().to(subject).body(block, NO_CONSUMER));
    }

    /** Ends the connection and makes another one, from the sequence behind {@link #originSequence}. */
    final void retry() {
        disconnect();
        connectSoon();
    }

    private void disconnect() {
        endRequest();
        deliveries = unsubscribed(deliveries);
        consumer = NO_CONSUMER;
        timers().cancel(health);
        timers().cancel(setup);
        health = null;
        setup = null;
    }

    private void endRequest() {
        asking = null;
        answers = unsubscribed(answers);
        timers().cancel(answerTimeout);
        answerTimeout = null;
    }

    private @Nullable Subscription unsubscribed(@Nullable Subscription subscription) {
        if (subscription != null) {
            stream.host().unsubscribe(subscription);
        }
        return null;
    }

    /** Ends the link for good; {@code withConsumer} says whether the origin's consumer goes as well, if it was ours. */
    final void stop(boolean withConsumer) {
        stopped = true;
        disconnect();
        if (withConsumer && source.consumer() == null) {
            String subject = OriginRequest.subject(source, ".CONSUMER.DELETE." + source.name() + '.' + consumerName());
            send(subject.getBytes(StandardCharsets.UTF_8), NO_CONSUMER);
        }
    }

    /** How the consumer is called if it is ours. */
    abstract String consumerName();

    final StreamSourceInfo info(long sequence) {
        return new StreamSourceInfo(
                source.name(),
                source.external(),
                lag,
                sequence,
                heard ? now() - heardNanos : -1,
                error,
                source.filterSubject(),
                source.subjectTransforms());
    }

    private Timers timers() {
        return stream.lane().lane().timers();
    }

    private long now() {
        return stream.lane().clock().nanoTime();
    }
}
