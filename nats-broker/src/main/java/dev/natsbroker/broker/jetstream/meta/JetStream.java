package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.journal.Journal;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.RoomReserve;
import dev.natsbroker.broker.jetstream.journal.SyncPolicy;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.store.file.FileStreamStore;
import dev.natsbroker.broker.jetstream.store.file.RecoveredConsumer;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * JetStream of one server: its lanes, its store, and the accounts that have it.
 *
 * <p>Life: {@link #start} recovers what is stored, {@link #enable} gives an account its streams back and lets it make more,
 * {@link #stop} writes everything and ends the lanes. Thread-safe; {@link #enable} is called on the control lane.
 */
public final class JetStream {
    /**
     * What JetStream needs of its server.
     *
     * @param options the options of JetStream
     * @param server the server's names
     * @param limits what a message and a connection may use
     * @param control the control lane, which owns the registries of the accounts
     * @param controlIntake brings messages to the control lane
     * @param laneFactory makes the lanes of the streams
     * @param acksOfSecondForm whether acknowledgement subjects name domain and account
     * @param clock the broker's clock
     * @param random the source of chance, thread-safe
     * @param log the operational log
     * @param disk the file layer
     * @param storage how files are laid out, and who waits for them; ended by {@link #stop}
     */
    public record Setup(
            JetStreamOptions options,
            ServerNames server,
            LimitOptions limits,
            Lane control,
            LaneIntake controlIntake,
            LaneFactory laneFactory,
            boolean acksOfSecondForm,
            BrokerClock clock,
            RandomGenerator random,
            ServerLog log,
            Disk disk,
            StorageParts storage) {}

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Setup setup;
    private volatile JetStreamOptions options;
    private volatile StoreSizes sizes;
    private final StorageUsage usage;
    private final StoreRoot root;
    private final List<JetStreamLane> lanes;
    private final LaneStores stores;
    private final Map<String, JetStreamAccount> accounts = new ConcurrentHashMap<>();
    private final Map<String, List<JetStreamRecovery.Recovered>> waiting = new ConcurrentHashMap<>();
    private List<UnreadableStream> unreadable = List.of();

    private JetStream(Setup setup, StoreRoot root, StoreSizes sizes) {
        this.setup = setup;
        this.options = setup.options();
        this.root = root;
        this.sizes = sizes;
        this.usage = new StorageUsage(sizes.memoryBytes(), sizes.fileBytes());
        this.lanes = setup.laneFactory().lanes();
        this.stores = new LaneStores(
                lanes,
                root,
                setup.disk(),
                setup.storage().background(),
                setup.storage().files(),
                setup.random(),
                setup.server(),
                setup.limits());
        stores.limitBatches(options.limits().batch());
    }

    /**
     * Opens the store and recovers what is in it. Waits for the device.
     *
     * @throws IOException if the store cannot be used, with a text for the operator; nothing has changed then
     */
    public static JetStream start(Setup setup) throws IOException {
        try {
            return open(setup);
        } catch (IOException e) {
            throw StoreTrouble.explain(e, setup.options().dataDirectory());
        }
    }

    private static JetStream open(Setup setup) throws IOException {
        StoreRoot root = StoreRoot.open(setup.disk(), setup.options().dataDirectory());
        StoreSizes sizes = StoreSizes.of(setup.options(), root);
        StartReport.print(setup.log(), setup.options(), sizes, root.path());
        JetStream jetStream = new JetStream(setup, root, sizes);
        try {
            jetStream.recover();
        } catch (IOException | RuntimeException e) {
            jetStream.release();
            throw e;
        }
        return jetStream;
    }

    private void recover() throws IOException {
        JournalOptions journal = setup.storage().journal();
        RoomReserve reserve = new RoomReserve(setup.disk(), root.reserve(), journal.reserveBytes());
        reserve.giveUp(); // a recovery may need the room
        JetStreamRecovery recovery = new JetStreamRecovery(
                root, setup.disk(), stores, lanes, setup.storage().background(), setup.log());
        try {
            recovery.run();
        } catch (IOException | RuntimeException e) {
            reserve.restore();
            throw e;
        }
        unreadable = List.copyOf(recovery.unreadable());
        for (JetStreamRecovery.Recovered each : recovery.recovered()) {
            waiting.computeIfAbsent(each.meta().account(), name -> new ArrayList<>())
                    .add(each);
        }
        JetStreamOptions options = setup.options();
        journal = journal.forDiskOf(usableBytes())
                .withSyncPolicy(options.syncAlways() ? SyncPolicy.ALWAYS : SyncPolicy.every(options.syncInterval()));
        for (JetStreamLane lane : lanes) {
            Journal opened = Journal.open(
                    setup.disk(),
                    root.lane(lane.number()),
                    recovery.startPosition(),
                    journal,
                    lane,
                    setup.storage().sync(),
                    lane,
                    reserve);
            lane.lane().execute(() -> lane.useJournal(opened));
            lane.lane().execute(() -> tick(lane));
        }
        reserve.restore(); // before a lane opens it
    }

    private long usableBytes() {
        try {
            return root.usableBytes();
        } catch (IOException e) {
            return Long.MAX_VALUE; // not every file system tells
        }
    }

    /** Lets stores that nobody uses let go of memory, again and again. Called on the lane. */
    private void tick(JetStreamLane lane) {
        lane.lane().timers().after(TICK_NANOS, () -> tick(lane));
        stores.placed().forEach((stream, its) -> {
            if (its == lane && stream.store() instanceof FileStreamStore files) {
                lane.lane().runSafely(files::tick);
            }
        });
    }

    /**
     * Gives an account JetStream: its stored streams are served from now on.
     *
     * @return the account, once all of its streams take messages
     */
    public CompletableFuture<JetStreamAccount> enable(Account core, JetStreamAccountOptions limits) {
        setup.control().requireCurrent();
        JetStreamAccount account = new JetStreamAccount(contextOf(core), core, limits);
        accounts.put(core.name(), account);
        new AckDispatch(account).subscribe(setup.controlIntake());
        List<JetStreamRecovery.Recovered> streams = waiting.remove(core.name());
        List<CompletableFuture<?>> resuming = new ArrayList<>();
        for (JetStreamRecovery.Recovered each : streams == null ? List.<JetStreamRecovery.Recovered>of() : streams) {
            resuming.add(each.lane()
                    .lane()
                    .ask(() -> resume(account, each))
                    .thenAcceptAsync(resumed -> account.adopt(resumed.stream(), resumed.consumers()), setup.control()));
        }
        return CompletableFuture.allOf(resuming.toArray(CompletableFuture[]::new))
                .thenApply(done -> account);
    }

    private MetaContext contextOf(Account core) {
        String domain = setup.server().domain();
        String scope =
                setup.acksOfSecondForm() ? (domain == null ? "_" : domain) + '.' + ShortHash.of(core.name()) : null;
        return new MetaContext(
                setup.control(), setup.clock(), this::options, usage, stores, new StreamConsumerFactory(stores, scope));
    }

    private record Resumed(Stream stream, List<ConsumerAsset> consumers) {}

    /** Called on the stream's lane. */
    private Resumed resume(JetStreamAccount account, JetStreamRecovery.Recovered recovered) {
        StreamMeta meta = recovered.meta();
        Stream stream = stores.place(recovered.lane(), account, meta.config(), meta.created(), recovered.store());
        List<ConsumerAsset> consumers = new ArrayList<>();
        for (RecoveredConsumer each : recovered.store().recoveredConsumers()) {
            ConsumerMeta consumer = ConsumerMeta.fromBytes(each.meta());
            consumers.add(account.context()
                    .consumers()
                    .resume(
                            stream,
                            consumer,
                            (ConsumerState) each.state(),
                            each.store(),
                            () -> idle(account, stream, consumer.name())));
        }
        // What was acknowledged by all in the moment of a crash may not have left the stream yet.
        stream.interestLost(SubjectFilter.ALL, stream.store().firstSequence());
        stream.start();
        setup.log()
                .info("  Restored " + stream.store().messages() + " messages for stream '" + account.name() + " > "
                        + meta.config().name() + "'");
        return new Resumed(stream, consumers);
    }

    /** A recovered consumer was not used for long. Called on the stream's lane. */
    private void idle(JetStreamAccount account, Stream stream, String name) {
        setup.control().execute(() -> {
            StreamEntry entry = account.find(stream.config().name());
            if (entry != null) {
                entry.ask(consumers -> {
                    ConsumerAsset consumer = consumers.find(name);
                    if (consumer != null) {
                        consumers.delete(consumer);
                    }
                    return true;
                });
            }
        });
    }

    /** The accounts that have JetStream. */
    public Collection<JetStreamAccount> accounts() {
        return accounts.values();
    }

    /** The account of this name, or null if it has no JetStream. */
    public @Nullable JetStreamAccount account(String name) {
        return accounts.get(name);
    }

    /** Forgets an account that has no streams and is gone; called on the control lane. Returns whether it had none. */
    public boolean forgetIfEmpty(JetStreamAccount account) {
        setup.control().requireCurrent();
        return account.streams().isEmpty() && accounts.remove(account.name(), account);
    }

    /** All lanes, that of the API last: for those who wait until everything that was begun is done. */
    public List<Lane> lanes() {
        List<Lane> all = new ArrayList<>(lanes.stream().map(JetStreamLane::lane).toList());
        all.add(setup.control());
        return all;
    }

    /** What all accounts use, and may use. */
    public StorageUsage usage() {
        return usage;
    }

    /** How much may be stored. */
    public StoreSizes sizes() {
        return sizes;
    }

    /** Puts reloaded options in force, as far as they may change while it runs; what was found out at the start stays. */
    public void reconfigure(JetStreamOptions wanted) {
        options = wanted;
        stores.limitBatches(wanted.limits().batch());
        StoreSizes before = sizes;
        StoreSizes now = new StoreSizes(
                wanted.maxMemoryBytes() == JetStreamOptions.AUTOMATIC ? before.memoryBytes() : wanted.maxMemoryBytes(),
                wanted.maxFileBytes() == JetStreamOptions.AUTOMATIC ? before.fileBytes() : wanted.maxFileBytes());
        sizes = now;
        usage.limit(now.memoryBytes(), now.fileBytes());
    }

    /** The options in force. */
    public JetStreamOptions options() {
        return options;
    }

    /** The stored streams that could not be read and are not served. */
    public List<UnreadableStream> unreadable() {
        return unreadable;
    }

    /** Accounts that have stored streams but are not enabled. */
    public Collection<String> waitingAccounts() {
        return List.copyOf(waiting.keySet());
    }

    /** Whether the journal of a lane has failed, so that its file streams take nothing more. */
    public boolean hasFailed() {
        return lanes.stream().anyMatch(JetStreamLane::hasFailed);
    }

    /** What the journals of lanes have failed with; empty while all is well. */
    public List<String> failures() {
        return lanes.stream()
                .map(JetStreamLane::failure)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
    }

    /** The number of lanes. */
    public int laneCount() {
        return lanes.size();
    }

    /** How the lanes work, in the order of their numbers; each answers when it comes to it. */
    public List<CompletableFuture<LaneFigures>> laneFigures() {
        return lanes.stream().map(lane -> lane.lane().ask(lane::figures)).toList();
    }

    /**
     * Takes nothing more, tells consumers, writes everything and ends the lanes. What was acknowledged is there at the next start.
     */
    public void stop() {
        closeLanes().join();
        release();
    }

    /** Takes nothing more and writes everything. */
    CompletableFuture<Void> closeLanes() {
        List<CompletableFuture<?>> closing = new ArrayList<>();
        for (JetStreamLane lane : lanes) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            closing.add(closed);
            lane.lane().execute(() -> close(lane, closed));
        }
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    private void close(JetStreamLane lane, CompletableFuture<Void> closed) {
        List<Stream> streams = new ArrayList<>();
        stores.placed().forEach((stream, its) -> {
            if (its == lane) {
                streams.add(stream);
            }
        });
        streams.sort(Comparator.comparing(
                stream -> stream.host().account() + ' ' + stream.config().name()));
        streams.forEach(stream -> lane.lane().runSafely(() -> stream.stop(false)));
        lane.lane().endBatch();
        lane.closeJournal(() -> {
            streams.forEach(stream -> lane.lane().runSafely(stream.store()::close));
            closed.complete(null);
        });
    }

    /** Ends the threads. */
    void release() {
        lanes.forEach(lane -> lane.lane().close());
        setup.storage().release().run();
        try {
            root.close();
        } catch (IOException e) {
            setup.log().warn("JetStream: cannot release " + root.path() + ": " + e.getMessage());
        }
    }
}
