package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.SequenceInfo;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.PendingMessages;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamListener;
import dev.natsbroker.broker.message.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One consumer of a stream: delivers its messages and takes their acknowledgements (spec 5). Owned by the stream's lane; all methods are
 * called there unless they say otherwise. Configurations are valid and complete: the registry has checked them, and keeps them.
 *
 * <p>What comes in only changes the state; a round at the end of the lane's batch delivers what has become possible, logs all changes as
 * one effect, and answers acknowledgements that want an answer.
 */
public final class Consumer implements StreamListener {
    private static final byte[] API_LEVEL = Ascii.of("Nats-Required-Api-Level:");

    private final ConsumerContext context;
    private final Statuses statuses;
    private final ConsumerState state;
    private final ConsumerStore consumerStore;
    private final Instant created;
    private final ConsumerAdvisories advisories;
    private final PendingCount pendingCount;
    private final PriorityGroup group;
    private final PullRequests requests;
    private final FlowControl flowControl;
    private final PushDelivery push;
    private final Redelivery redelivery;
    private final DoubleAcks answers;
    private final AckTracker acks;
    private final Delivery delivery;
    private final Inactivity inactivity;
    private final Pause pause;
    private final Interests interests;
    private final Runnable round = this::runRound;
    private boolean scheduled;
    private boolean isTouched;
    private boolean closed = true;

    /**
     * A consumer; does nothing before {@link #create} or {@link #resume}.
     *
     * @param state empty for a new consumer, else what was kept
     * @param consumerStore where changes of the state are logged
     * @param ackScope the domain (or {@code _}) and the account's hash, joined by a dot, for acknowledgement subjects of the second
     *     form; null for the first form
     * @param lifecycle is told of inactivity
     */
    @SuppressWarnings("this-escape") // the parts only keep the references
    public Consumer(
            Stream stream,
            String name,
            ConsumerConfig config,
            Instant created,
            ConsumerState state,
            ConsumerStore consumerStore,
            @Nullable String ackScope,
            ConsumerLifecycle lifecycle) {
        this.context = new ConsumerContext(stream, name, config, state);
        this.state = state;
        this.consumerStore = consumerStore;
        this.created = created;
        this.advisories = new ConsumerAdvisories(context);
        this.statuses = new Statuses(context.host);
        this.pendingCount = new PendingCount(context);
        this.group = new PriorityGroup(context, advisories, this::schedule);
        this.requests = new PullRequests(context, statuses, group, pendingCount);
        this.flowControl = new FlowControl(context, statuses, ackScope);
        this.push = new PushDelivery(context, statuses, flowControl, this::schedule);
        this.redelivery = new Redelivery(context, advisories, this::schedule);
        this.answers = new DoubleAcks(context, consumerStore);
        this.acks = new AckTracker(context, redelivery, advisories, answers, this::requestNext);
        this.delivery =
                new Delivery(context, pendingCount, redelivery, requests, group, push, this::schedule, ackScope);
        this.inactivity = new Inactivity(context, requests, push, () -> lifecycle.inactive(this));
        this.pause = new Pause(context, this::pauseEnded);
        this.interests = new Interests(context, ackScope);
    }

    /** Takes its place in the stream as a new consumer, by its deliver policy, and logs it. */
    public void begin() {
        new StartPosition(context).begin();
        state.log(consumerStore);
    }

    /** Goes on as a new consumer that has {@linkplain #begin begun}. */
    public void create() {
        start();
        advisories.created();
    }

    /** Goes on as a consumer that was kept. */
    public void resume() {
        PendingMessages pending = state.pending();
        long first = context.store.firstSequence();
        for (int entry = pending.first();
                entry != PendingMessages.NONE && pending.sequence(entry) < first;
                entry = pending.first()) {
            redelivery.gone(entry);
        }
        long last = context.store.lastSequence();
        if (state.deliveredConsumer() > 0 && state.deliveredStream() > last) {
            state.lowerCeiling(last);
        }
        new StartPosition(context).resume();
        state.log(consumerStore);
        start();
    }

    private void start() {
        closed = false;
        pendingCount.recount();
        interests.subscribe(this::receiveNext, this::receiveAck, this::receiveFlowControl);
        context.stream.addListener(this);
        redelivery.start();
        push.configured();
        pause.configured();
        inactivity.configured();
        schedule();
    }

    /** The name; any thread may ask. */
    public String name() {
        return context.name;
    }

    /** The configuration in force; any thread may ask. */
    public ConsumerConfig config() {
        return context.config();
    }

    /** When it was created; any thread may ask. */
    public Instant created() {
        return created;
    }

    /** Its stream. */
    public Stream stream() {
        return context.stream;
    }

    /** How far it has come; not to be changed by others. */
    public ConsumerState state() {
        return state;
    }

    /** Where its state is kept. */
    public ConsumerStore store() {
        return consumerStore;
    }

    /** The position in the journal behind all that has happened so far, which is logged if it was not: what shows its state waits for that. */
    public long position() {
        if (!closed) {
            state.log(consumerStore);
        }
        return consumerStore.position();
    }

    /** What is known of it, with {@code shown} as its configuration. */
    public ConsumerInfo info(ConsumerConfig shown) {
        PendingMessages pending = state.pending();
        boolean isPush = context.config().isPush();
        long pauseLeft = pause.remainingNanos();
        return new ConsumerInfo(
                context.streamName,
                context.name,
                created,
                shown,
                new SequenceInfo(
                        state.deliveredConsumer(), state.deliveredStream(), time(delivery.lastDeliveryNanos())),
                new SequenceInfo(state.floorConsumer(), state.floorStream(), time(acks.lastAckNanos())),
                pending.pendingCount(),
                context.config().maxDeliver() == 1 ? 0 : pending.redeliveredCount(),
                isPush ? 0 : requests.count(),
                pendingCount.value(),
                null,
                isPush && push.isOpen(),
                pauseLeft > 0,
                pauseLeft,
                context.clock.now(),
                group.states());
    }

    private static @Nullable Instant time(long epochNanos) {
        return epochNanos == 0 ? null : Instant.EPOCH.plusNanos(epochNanos);
    }

    /** Takes an acknowledgement, whose subject names this consumer. */
    public void receiveAck(Message message) {
        if (!closed && context.hasAckSubjects() && !consumerStore.hasFailed()) {
            acks.take(message);
            isTouched = true;
            schedule();
        }
    }

    private void receiveNext(Message message) {
        int headers = message.headersLength();
        if (headers > 0 && message.hasReply() && !isApiLevelMet(message)) {
            statuses.send(message.buffer(), message.replyOffset(), message.replyLength(), "412 Required Api Level");
            return;
        }
        requestNext(
                message.buffer(),
                message.bodyOffset() + headers,
                message.bodyLength() - headers,
                message.buffer(),
                message.replyOffset(),
                message.replyLength());
    }

    private static boolean isApiLevelMet(Message message) {
        String level = HeaderLine.value(message, API_LEVEL);
        return level == null || ApiLevel.isMet(level);
    }

    private void requestNext(byte[] bytes, int offset, int length, byte[] buffer, int replyOffset, int replyLength) {
        if (!closed && replyLength > 0 && requests.take(bytes, offset, length, buffer, replyOffset, replyLength)) {
            schedule();
        }
    }

    private void receiveFlowControl(Message message) {
        if (!closed && push.answered(message)) {
            if (flowControl.acknowledges()) {
                long sequence = FlowControl.lastStream(message);
                long consumerSequence = Math.max(0, FlowControl.lastConsumer(message));
                if (sequence > state.floorStream() && consumerSequence > state.floorConsumer()) {
                    acks.acknowledgeAll(sequence, consumerSequence);
                }
            }
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.stream.lane().lane().execute(round);
        }
    }

    private void runRound() {
        scheduled = false;
        work();
    }

    private void work() {
        if (closed || consumerStore.hasFailed()) {
            return; // what cannot be logged must not happen
        }
        if (isTouched) {
            isTouched = false;
            requests.touch(context.clock.nanoTime());
            acks.settle();
        }
        Delivery.End end = pause.isActive() ? Delivery.End.NO_RECEIVER : delivery.round();
        state.log(consumerStore);
        answers.answer();
        if (end == Delivery.End.YIELDED) {
            schedule();
        } else if (end == Delivery.End.DRAINED || end == Delivery.End.NO_RECEIVER) {
            requests.drained();
        }
    }

    @Override
    public void committed(long sequence) {
        work();
    }

    @Override
    public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
        if (context.filter().matches(subject, subjectOffset, subjectLength)) {
            pendingCount.removed(sequence);
            context.cursor.forget(sequence);
        }
        int entry = state.pending().find(sequence);
        if (entry != PendingMessages.NONE) {
            redelivery.gone(entry);
            acks.removed();
            schedule();
        }
    }

    @Override
    public void purged(byte[] filter, long fromSequence, long toSequence, long first) {
        if (!context.filter().overlaps(filter)) {
            return;
        }
        PendingMessages pending = state.pending();
        int before = pending.pendingCount();
        StoredMessage message = new StoredMessage();
        for (int entry = pending.limit() - 1; entry >= 0; entry--) {
            if (entry < pending.limit()
                    && pending.isUsed(entry)
                    && pending.sequence(entry) <= toSequence
                    && !context.store.read(pending.sequence(entry), message)) {
                state.ack(entry);
            }
        }
        long next = nextBehindPurge(filter, first);
        state.raiseFloor(next);
        if (pending.pendingCount() < before) {
            acks.removed();
        }
        context.cursor.raise(next);
        pendingCount.recount();
        schedule();
    }

    /** Where it goes on at the earliest: if all that it wants was in the purge, behind what that has left of it. */
    private long nextBehindPurge(byte[] filter, long first) {
        SubjectFilter purged = SubjectFilter.of(filter);
        if (purged.isAll() || !context.filter().isCoveredBy(filter)) {
            return first;
        }
        long left = context.store.nextMatching(purged, first);
        return left == 0 ? context.store.lastSequence() + 1 : left;
    }

    @Override
    public boolean isInterestedIn(byte[] subject, int offset, int length) {
        return context.filter().matches(subject, offset, length);
    }

    @Override
    public boolean needs(long sequence) {
        if (state.pending().find(sequence) != PendingMessages.NONE) {
            return true; // pending, or given up and still to be acknowledged
        }
        if (context.config().ackPolicy() == AckPolicy.EXPLICIT
                || context.config().ackPolicy() == AckPolicy.NONE) {
            return sequence > state.deliveredStream() && context.cursor.isAhead(sequence);
        }
        return sequence > state.floorStream();
    }

    @Override
    public void streamUpdated() {
        delivery.configured();
    }

    @Override
    public void streamClosed(boolean deleted) {
        if (deleted) {
            deleted(); // what its store keeps goes with the stream's
        } else {
            stop();
        }
    }

    /** Ends the consumer until the server is started again: waiting clients are told. */
    public void stop() {
        close("409 Server Shutdown", true);
    }

    /**
     * Puts another configuration in force; the caller has checked that the change is allowed, and has stored it. The pause is that of the
     * old one: see {@link #pause}.
     */
    public void update(ConsumerConfig newConfig) {
        ConsumerConfig old = context.config();
        ConsumerConfig config =
                newConfig.toBuilder().pauseUntil(old.pauseUntil()).build();
        SubjectFilter oldFilter = context.filter();
        if (context.config(config)) {
            pendingCount.recount();
            context.stream.interestLost(oldFilter, context.store.firstSequence());
        }
        if (!config.deliverSubject().equals(old.deliverSubject())) {
            redelivery.expireAll();
        }
        redelivery.configured();
        acks.configured();
        delivery.configured();
        push.configured();
        if (config.inactiveThresholdNanos() != old.inactiveThresholdNanos()) {
            inactivity.configured();
        }
        if (config.priorityPolicy() != old.priorityPolicy()) {
            group.clear();
        }
        schedule();
    }

    /** Pauses the delivery until a time, or goes on (null, or a time that has passed). Returns the configuration to be stored. */
    public ConsumerConfig pause(@Nullable Instant until) {
        context.config(context.config().toBuilder().pauseUntil(until).build());
        pause.configured();
        advisories.paused(until);
        schedule();
        return context.config();
    }

    /** What is left of the pause in nanoseconds, 0 if there is none. */
    public long pauseRemainingNanos() {
        return pause.remainingNanos();
    }

    private void pauseEnded() {
        advisories.paused(context.config().pauseUntil());
        schedule();
    }

    /**
     * Delivers from another sequence on and forgets what is pending (spec 5.7).
     *
     * @param sequence the stream sequence, 0 for the ack floor
     * @return the sequence that it goes on at
     * @throws dev.natsbroker.broker.jetstream.model.JetStreamException if the deliver policy does not allow it
     */
    public long reset(long sequence) {
        long from = new ResetRules(context).check(sequence);
        state.start(from, 0);
        context.cursor.moveTo(from);
        redelivery.reset();
        pendingCount.recount();
        state.log(consumerStore);
        context.stream.interestLost(context.filter(), context.store.firstSequence());
        schedule();
        return from;
    }

    /** Takes the pin from the client that has it. */
    public void unpin() {
        group.unpin("admin");
    }

    /** Ends the consumer for good: waiting clients are told. What its store keeps is deleted. */
    public void delete() {
        if (!closed) {
            state.log(consumerStore);
            consumerStore.delete(); // first: if it fails, the consumer is still there
            deleted();
            // Messages that were given up lie below the ack floor.
            context.stream.interestLost(context.filter(), context.store.firstSequence());
        }
    }

    private void deleted() {
        close("409 Consumer Deleted", false);
        advisories.deleted();
    }

    private void close(String line, boolean withRest) {
        if (closed) {
            return;
        }
        if (!consumerStore.hasFailed()) {
            state.log(consumerStore);
            answers.answer();
        }
        closed = true;
        interests.unsubscribe();
        context.stream.removeListener(this);
        inactivity.stop();
        pause.stop();
        delivery.stop();
        redelivery.stop();
        push.stop();
        group.clear();
        if (withRest) {
            requests.endAll(line);
        } else {
            requests.endAllPlainly(line);
        }
    }
}
