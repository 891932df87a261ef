package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.jetstream.journal.CommandLog;
import dev.natsbroker.broker.jetstream.journal.Journal;
import dev.natsbroker.broker.jetstream.journal.JournalFailedException;
import dev.natsbroker.broker.jetstream.journal.JournalFigures;
import dev.natsbroker.broker.jetstream.journal.JournalLane;
import dev.natsbroker.broker.jetstream.journal.JournalListener;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.store.file.ReadCache;
import dev.natsbroker.broker.jetstream.stream.CommitQueue;
import dev.natsbroker.broker.jetstream.stream.StreamLane;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.runtime.ServerLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lane with everything that its streams share: the way in, the way out, the journal and what waits for it.
 *
 * <p>The journal comes late, after the recovery, and may never come: a server without file streams needs none. Owned by the lane,
 * but for {@link #streams} and {@link #hasFailed}.
 */
final class JetStreamLane implements JournalLane, JournalListener {
    private final int number;
    private final StreamLane shared;
    private final AccountPublishers publishers;
    private final OutboundMessage outbound = new OutboundMessage();
    private final ServerLog serverLog;
    private final AtomicInteger streams = new AtomicInteger();
    private final ReadCache readCache = new ReadCache();
    private @Nullable Journal journal;
    private final CommandLog commands = new LateLog();
    private volatile @Nullable String failure;

    JetStreamLane(int number, StreamLane shared, AccountPublishers publishers, ServerLog log) {
        this.number = number;
        this.shared = shared;
        this.publishers = publishers;
        this.serverLog = log;
        lane().execute(() -> lane().atBatchEnd(this::endBatch));
    }

    /** Lets consumers deliver what has become durable, writes and syncs what the batch has changed, sends off what was published. */
    private void endBatch() {
        shared.commits().settle();
        commit();
        if (shared.commits().settle()) { // with a lazy sync interval, to be written is to be durable
            commit();
        }
        publishers.flush();
    }

    private void commit() {
        Journal own = journal;
        if (own != null && failure == null) {
            own.commit(!shared.commits().isEmpty());
            shared.intake().slowDown(own.isOverloaded());
        }
    }

    int number() {
        return number;
    }

    Lane lane() {
        return shared.lane();
    }

    LaneIntake intake() {
        return shared.intake();
    }

    StreamLane shared() {
        return shared;
    }

    CommitQueue commits() {
        return shared.commits();
    }

    AccountPublishers publishers() {
        return publishers;
    }

    OutboundMessage outbound() {
        return outbound;
    }

    /** What the file streams have read. */
    ReadCache readCache() {
        return readCache;
    }

    /** How many streams live here; for placing new ones. Thread-safe. */
    AtomicInteger streams() {
        return streams;
    }

    /** The journal of the lane's file streams; fails before the recovery is over. */
    Journal journal() {
        Journal own = journal;
        if (own == null) {
            throw new IllegalStateException("Lane " + number + " has no journal yet");
        }
        return own;
    }

    /** The log for what is changed on the lane, which may be handed out before there is a journal. */
    CommandLog log() {
        return commands;
    }

    void useJournal(Journal opened) {
        journal = opened;
        commits().durable(opened.durablePosition()); // who asks for what is old already does not wait
    }

    /** Makes a last checkpoint; {@code whenClosed} runs on the lane, at once if there is no journal. */
    void closeJournal(Runnable whenClosed) {
        Journal own = journal;
        if (own == null) {
            whenClosed.run();
        } else {
            own.close(whenClosed);
        }
    }

    /** Whether the journal has failed, so that file streams take nothing more. Thread-safe. */
    boolean hasFailed() {
        return failure != null;
    }

    /** What the journal has failed with, or null. Thread-safe. */
    @Nullable
    String failure() {
        return failure;
    }

    /** How the lane works; called on it. */
    LaneFigures figures() {
        Journal own = journal;
        return new LaneFigures(
                number, streams.get(), commits().size(), own == null ? JournalFigures.NONE : own.figures());
    }

    @Override
    public void execute(Runnable task) {
        lane().execute(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        lane().timers().after(delay.toNanos(), task);
    }

    @Override
    public void durable(long position) {
        commits().durable(position);
    }

    @Override
    public void failed(JournalFailedException cause) {
        failure = cause.getMessage() + ": " + cause.getCause();
        commits()
                .fail(JetStreamError.STREAM_STORE_FAILED.with(
                        "the store has failed and takes nothing more until the server is restarted: "
                                + cause.getCause()));
        intake().slowDown(false);
        serverLog.fatal("JetStream: " + failure);
    }

    /** The journal, once there is one. */
    private final class LateLog implements CommandLog {
        @Override
        public long append(long asset, byte type, byte[] bytes, int offset, int length) {
            return journal().append(asset, type, bytes, offset, length);
        }

        @Override
        public boolean isFull() {
            Journal own = journal;
            return own != null && own.isFull(); // a recovery goes on as long as it can
        }

        @Override
        public void lackRoom() {
            Journal own = journal;
            if (own != null) {
                own.lackRoom();
            }
        }

        @Override
        public long position() {
            return journal().position();
        }

        @Override
        public long durablePosition() {
            return journal().durablePosition();
        }

        @Override
        public boolean hasFailed() {
            return journal().hasFailed();
        }

        @Override
        public void commit() {
            journal().commit();
        }
    }
}
