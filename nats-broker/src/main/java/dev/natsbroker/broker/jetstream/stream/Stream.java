package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream: takes what is published to its subjects, stores it, and tells its consumers and the publisher. Owned by its lane; all
 * methods are called there unless they say otherwise.
 *
 * <p>The parts: {@link Ingest} (from a message to a stored one), {@link StreamCommit} (what is answered when), {@link AgeLimit},
 * {@link InterestRetention}, {@link DirectGet}, and {@link StreamOperations} (what the API asks for).
 */
public final class Stream implements LaneReceiver {
    private static final byte[] EVERYTHING = {'>'};

    private enum Phase {
        NEW,
        ACTIVE,
        CLOSED
    }

    private final StreamLane lane;
    private final StreamHost host;
    private final StreamStore store;
    private final Instant created;
    private final List<StreamListener> listeners = new ArrayList<>();
    private final MessageIds ids;
    private final UsageReport usage;
    private final StreamCommit commit;
    private final InterestRetention retention;
    private final LimitEnforcement limits;
    private final AgeLimit age;
    private final Ingest ingest;
    private final StreamSubscriptions subscriptions;
    private final StreamOperations operations;
    private final StreamOrigins origins;
    private final MessageSchedules schedules;
    private volatile StreamConfig config;
    private Phase phase = Phase.NEW;

    /** A stream over {@code store}; takes nothing before {@link #start}. */
    public Stream(StreamLane lane, StreamHost host, StreamConfig config, Instant created, StreamStore store) {
        this.lane = lane;
        this.host = host;
        this.config = config;
        this.created = created;
        this.store = store;
        this.ids = new MessageIds(this);
        this.usage = new UsageReport(this);
        this.commit = new StreamCommit(this);
        this.retention = new InterestRetention(this);
        this.limits = new LimitEnforcement(this);
        this.age = new AgeLimit(this);
        this.ingest = new Ingest(this);
        this.schedules = new ScheduledMessages(this);
        this.origins = new StreamOrigins(this);
        this.subscriptions = new StreamSubscriptions(this);
        this.operations = new StreamOperations(this);
        store.onRemoval(new Removals());
    }

    /**
     * Begins to take messages: behind the recovery of the store and of the consumers, and behind the installation of batches.
     */
    public void start() {
        phase = Phase.ACTIVE;
        if (config.firstSeq() > 1 && store.lastSequence() == 0) {
            store.skipTo(config.firstSeq() - 1, 0);
        }
        usage.flush();
        ids.recover();
        limits.recover();
        age.recover();
        schedules.recover();
        subscriptions.update();
        origins.start();
    }

    /**
     * Takes no further messages and tells consumers; {@code deleted} says whether for good. The store is left to whoever made it.
     */
    public void stop(boolean deleted) {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        subscriptions.close();
        age.stop();
        ids.stop();
        origins.stop(deleted);
        schedules.close();
        ingest.batches().close();
        List.copyOf(listeners).forEach(listener -> listener.streamClosed(deleted));
        usage.flush();
        if (deleted) {
            usage.release();
        }
    }

    /** The configuration in force; any thread may ask. */
    public StreamConfig config() {
        return config;
    }

    /** When it was created; any thread may ask. */
    public Instant created() {
        return created;
    }

    /** What the streams of the lane share. */
    public StreamLane lane() {
        return lane;
    }

    /** The account around it. */
    public StreamHost host() {
        return host;
    }

    /** The messages. */
    public StreamStore store() {
        return store;
    }

    /** Up to where messages are durable and may be delivered. */
    public long committed() {
        return commit.committed();
    }

    /** What the API can ask of it. */
    public StreamOperations operations() {
        return operations;
    }

    /** The way of messages into it. */
    public Ingest ingest() {
        return ingest;
    }

    MessageSchedules schedules() {
        return schedules;
    }

    /** How far it has come as a mirror, or null if it is none. */
    public @Nullable StreamSourceInfo mirrorInfo() {
        return origins.mirrorInfo();
    }

    /** How far its sources have come, in the order of the configuration. */
    public List<StreamSourceInfo> sourceInfos() {
        return origins.sourceInfos();
    }

    /** The mirror has nearly come to the end of its origin, and may answer for it. */
    void mirrorCaughtUp() {
        subscriptions.answerForOrigin();
    }

    MessageIds ids() {
        return ids;
    }

    UsageReport usage() {
        return usage;
    }

    StreamCommit commit() {
        return commit;
    }

    InterestRetention retention() {
        return retention;
    }

    LimitEnforcement limits() {
        return limits;
    }

    AgeLimit age() {
        return age;
    }

    List<StreamListener> listeners() {
        return listeners;
    }

    boolean isActive() {
        return phase == Phase.ACTIVE;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Adds a consumer. */
    public void addListener(StreamListener listener) {
        listeners.add(listener);
    }

    /** Removes a consumer. If it is gone for good, {@link #interestLost} follows. */
    public void removeListener(StreamListener listener) {
        listeners.remove(listener);
    }

    /**
     * A consumer has got an acknowledgement, or a {@code +TERM}, and does not {@linkplain StreamListener#needs need} the message any
     * more: it goes if it was the last that needed it, unless the stream keeps messages by limits.
     *
     * @return whether the message has left
     */
    public boolean acknowledged(long sequence) {
        boolean removed = retention.acknowledged(sequence);
        if (removed) {
            usage.shrunk();
        }
        return removed;
    }

    /**
     * A consumer that wanted {@code filter} was deleted (and removed from the listeners) or has another filter now: messages from
     * {@code fromSequence} on that nobody else needs leave a stream with interest retention.
     */
    public void interestLost(SubjectFilter filter, long fromSequence) {
        retention.interestLost(filter, fromSequence);
    }

    @Override
    public void receive(Message message) {
        if (phase == Phase.ACTIVE) {
            ingest.receive(message);
        }
    }

    /** What is answered when its store has failed. */
    public ApiError storeFailure() {
        return commit.failure();
    }

    @Override
    public void refused(Message message) {
        ingest.tooMany(message);
    }

    /** Puts another configuration in force, one that may follow the present one, and everything that it says. */
    void update(StreamConfig next) {
        StreamConfig before = config;
        config = next;
        ids.window(next.duplicateWindowNanos());
        ingest.configure();
        limits.updated(before);
        age.updated(before);
        schedules.streamUpdated();
        origins.updated(before);
        subscriptions.update();
        for (StreamListener listener : List.copyOf(listeners)) {
            listener.streamUpdated();
        }
        if (before.retention() != next.retention()) {
            retention.interestLost(SubjectFilter.ALL, store.firstSequence());
        }
    }

    /** Messages up to {@code sequence} are durable. */
    void settled(long sequence) {
        usage.flush();
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).committed(sequence);
        }
    }

    /** A purge moves consumers to where the stream begins now, also when nothing was there to remove. */
    void purgedNothing() {
        long first = store.firstSequence();
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).purged(EVERYTHING, 0, store.lastSequence(), first);
        }
    }

    private final class Removals implements RemovalListener {
        @Override
        public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
            schedules.removed(sequence, subject, subjectOffset, subjectLength);
            for (int i = 0; i < listeners.size(); i++) {
                listeners.get(i).removed(sequence, subject, subjectOffset, subjectLength);
            }
        }

        @Override
        public void purged(byte[] filter, long fromSequence, long toSequence) {
            schedules.purged(filter, fromSequence, toSequence);
            for (int i = 0; i < listeners.size(); i++) {
                listeners.get(i).purged(filter, fromSequence, toSequence, store.firstSequence());
            }
        }
    }
}
