package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One stream: takes what is published to its subjects, stores it, and tells its consumers and the publisher. Owned by its lane; all
 * methods are called there unless they say otherwise.
 */
public final class Stream implements LaneReceiver {
    private final StreamLane lane;
    private final StreamHost host;
    private final StreamStore store;
    private final Instant created;
    private final PublishAcks acks;
    private final List<StreamListener> listeners = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final NewMessage incoming = new NewMessage();
    private final CommitQueue.Waiting commit = new Commit();
    private volatile StreamConfig config;
    private long committed;
    private boolean signalled;

    /** A stream over {@code store}; takes nothing before {@link #start}. */
    public Stream(StreamLane lane, StreamHost host, StreamConfig config, Instant created, StreamStore store) {
        this.lane = lane;
        this.host = host;
        this.config = config;
        this.created = created;
        this.store = store;
        this.acks = new PublishAcks(host, config.name());
        this.committed = store.lastSequence();
        store.onRemoval(new Removals());
    }

    /** Begins to take messages. */
    public void start() {
        for (String subject : config.subjects()) {
            subscriptions.add(host.subscribe(subject, null, this));
        }
    }

    /** Takes no further messages and tells consumers; {@code deleted} says whether for good. */
    public void stop(boolean deleted) {
        subscriptions.forEach(host::unsubscribe);
        subscriptions.clear();
        List.copyOf(listeners).forEach(listener -> listener.streamClosed(deleted));
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
        return committed;
    }

    /** Adds a consumer. */
    public void addListener(StreamListener listener) {
        listeners.add(listener);
    }

    /** Removes a consumer. */
    public void removeListener(StreamListener listener) {
        listeners.remove(listener);
    }

    /** A consumer does not need {@code sequence} any more. */
    public void acknowledged(long sequence) {
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).needs(sequence)) {
                return;
            }
        }
        store.remove(sequence, false);
    }

    @Override
    public void receive(Message message) {
        byte[] bytes = message.buffer();
        incoming.sequence = store.lastSequence() + 1;
        incoming.timeNanos = lane.clock().epochNanos();
        incoming.subject(bytes, message.subjectOffset(), message.subjectLength());
        incoming.headers(bytes, message.bodyOffset(), message.headersLength());
        incoming.payload(
                bytes,
                message.bodyOffset() + message.headersLength(),
                message.bodyLength() - message.headersLength());
        store.append(incoming);
        stored(incoming.sequence, message);
    }

    private void stored(long sequence, Message message) {
        int replyLength = config.noAck() ? 0 : message.replyLength();
        if (config.storage() == StorageType.MEMORY) {
            if (commit.durable(sequence, message.buffer(), message.replyOffset(), replyLength)) {
                lane.commits().settleLater(commit);
            }
        } else {
            lane.commits()
                    .await(store.position(), commit, sequence, message.buffer(), message.replyOffset(), replyLength);
        }
    }

    private void settled() {
        signalled = false;
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).committed(committed);
        }
    }

    private final class Commit implements CommitQueue.Waiting {
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
        public void settled() {
            Stream.this.settled();
        }
    }

    private final class Removals implements RemovalListener {
        @Override
        public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
            for (int i = 0; i < listeners.size(); i++) {
                listeners.get(i).removed(sequence, subject, subjectOffset, subjectLength);
            }
        }

        @Override
        public void purged(byte[] filter, long fromSequence, long toSequence) {
            for (int i = 0; i < listeners.size(); i++) {
                listeners.get(i).purged(filter, fromSequence, toSequence, store.firstSequence());
            }
        }
    }
}
