package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamConfigRules;
import dev.natsbroker.broker.jetstream.model.StreamUpdateRules;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one account: which there are, what may be made, changed and deleted. Owned by the control lane; for other threads
 * there are {@link #resources}, which are thread-safe, and {@link #snapshot}.
 *
 * <p>Everything is decided here at once, and then done by the stream on its lane and by the stores; the futures tell when it is done
 * and durable. They are completed on any lane.
 */
public final class JetStreamAccount {
    private final MetaContext context;
    private final Account account;
    private final AccountResources resources;
    private final Map<String, StreamEntry> streams = new TreeMap<>(Utf8Order.INSTANCE);
    /** Streams whose deletion is not finished: a new one of the same name waits for it. */
    private final Map<String, CompletableFuture<Void>> deletions = new TreeMap<>();

    private final StreamRestores restores = new StreamRestores(this);
    private volatile List<StreamEntry> snapshot = List.of();

    /** An account without streams, which may use what {@code limits} say. */
    public JetStreamAccount(MetaContext context, Account account, JetStreamAccountOptions limits) {
        this.context = context;
        this.account = account;
        this.resources = new AccountResources(limits, context.usage());
    }

    /** The account's name; any thread may ask. */
    public String name() {
        return account.name();
    }

    /** The account whose streams these are; any thread may ask. */
    public Account core() {
        return account;
    }

    /** What all registries share. */
    public MetaContext context() {
        return context;
    }

    /** Limits and usage; thread-safe. */
    public AccountResources resources() {
        return resources;
    }

    /** The streams in the order of their names, as they were at some moment. Any thread may ask. */
    public List<StreamEntry> snapshot() {
        return snapshot;
    }

    /** The streams in the order of their names. */
    public Collection<StreamEntry> streams() {
        context.lane().requireCurrent();
        return streams.values();
    }

    /** The streams that are being restored. */
    public StreamRestores restores() {
        return restores;
    }

    /** The stream with this name, or null. */
    public @Nullable StreamEntry find(String name) {
        context.lane().requireCurrent();
        return streams.get(name);
    }

    /** The stream with this name; fails if there is none. */
    public StreamEntry require(String name) {
        StreamEntry entry = find(name);
        if (entry == null) {
            throw JetStreamError.STREAM_NOT_FOUND.toException();
        }
        return entry;
    }

    /** Takes over a recovered stream, which has not been started, with its recovered consumers. */
    public StreamEntry adopt(Stream stream, List<? extends ConsumerAsset> recovered) {
        context.lane().requireCurrent();
        StreamEntry entry = new StreamEntry(this, stream.config(), stream.created());
        register(entry);
        StreamConsumers consumers = new StreamConsumers(entry, stream);
        consumers.adopt(recovered);
        entry.opened(stream, consumers);
        return entry;
    }

    /**
     * Makes a stream, or finds the same one.
     *
     * @throws JetStreamException if the configuration is refused; nothing has changed then
     */
    public CompletableFuture<StreamEntry> create(StreamConfig requested, boolean pedantic) {
        context.lane().requireCurrent();
        String name = requested.name();
        if (!streams.containsKey(name)) {
            requireAnotherStream();
        }
        StreamConfig config = StreamConfigRules.forCreate(
                requested, pedantic, StreamRules.lookupIn(this), StreamRules.limitsOf(this));
        StreamEntry existing = streams.get(name);
        if (existing != null) {
            if (!StreamConfigRules.isSame(config, existing.config())) {
                throw JetStreamError.STREAM_NAME_EXIST.toException();
            }
            return existing.ask(consumers -> consumers.whenDurable(
                            consumers.stream().store().position(), existing)) // its configuration may be new
                    .thenCompose(durable -> durable);
        }
        requirePlaceFor(config, null);
        restores.abort(name);
        StreamEntry entry = new StreamEntry(this, config, context.clock().now());
        register(entry);
        return open(entry);
    }

    /** Fails if a request to change a stream is wrong by itself, or for another stream. */
    public void checkUpdateRequest(StreamConfig requested, String nameInSubject, boolean pedantic) {
        StreamUpdateRules.checkRequest(
                requested, nameInSubject, pedantic, StreamRules.lookupIn(this), StreamRules.limitsOf(this));
    }

    /** Fails if the account has as many streams as it may have. */
    public void requireAnotherStream() {
        int max = resources.limits().maxStreams();
        if (max > 0 && streams.size() >= max) {
            throw JetStreamError.MAXIMUM_STREAMS_LIMIT.toException();
        }
    }

    /** Fails if a stream with this configuration has no place beside the others; {@code before} is what it replaces. */
    void requirePlaceFor(StreamConfig config, @Nullable StreamEntry before) {
        long reserved = before == null ? 0 : AccountResources.reservationOf(before.config());
        long more = AccountResources.reservationOf(config) - reserved;
        if (before == null || more > 0) {
            resources.requireReservable(config.storage(), more);
        }
        for (StreamEntry other : streams.values()) {
            if (other != before && StreamRules.overlap(other.config(), config)) {
                throw JetStreamError.STREAM_SUBJECT_OVERLAP.toException();
            }
        }
    }

    void register(StreamEntry entry) {
        streams.put(entry.name(), entry);
        resources.reserve(entry.config(), 0);
        publishSnapshot();
    }

    private void publishSnapshot() {
        snapshot = List.copyOf(streams.values());
    }

    private CompletableFuture<StreamEntry> open(StreamEntry entry) {
        CompletableFuture<StreamEntry> done = new CompletableFuture<>();
        make(entry.config(), entry.created())
                .thenCompose(this::started)
                .whenCompleteAsync((stream, failure) -> opened(entry, stream, failure, done), runner());
        return done;
    }

    /** Makes a stream that is not started, once an older one of that name is deleted. */
    CompletableFuture<Stream> make(StreamConfig config, Instant created) {
        CompletableFuture<Void> deletion =
                deletions.getOrDefault(config.name(), CompletableFuture.completedFuture(null));
        return deletion.handleAsync((nothing, failure) -> context.stores().open(this, config, created), runner())
                .thenCompose(opening -> opening);
    }

    /** A stream that cannot start was not made: nothing of it stays. */
    private CompletableFuture<Stream> started(Stream stream) {
        return stream.lane()
                .lane()
                .ask(() -> start(stream))
                .exceptionallyCompose(
                        failure -> context.stores().delete(this, stream).handle((nothing, alsoFailed) -> {
                            throw new CompletionException(failure);
                        }));
    }

    private static Stream start(Stream stream) {
        try {
            stream.start();
            return stream;
        } catch (StoreFullException e) {
            stream.stop(true);
            throw JetStreamError.STORAGE_RESOURCES_EXCEEDED.toException();
        } catch (RuntimeException e) {
            stream.stop(true);
            throw e;
        }
    }

    private void opened(
            StreamEntry entry,
            @Nullable Stream stream,
            @Nullable Throwable failure,
            CompletableFuture<StreamEntry> done) {
        if (stream == null) {
            forget(entry);
            entry.failed();
            done.completeExceptionally(failure == null ? new IllegalStateException("no stream was made") : failure);
        } else {
            entry.opened(stream, new StreamConsumers(entry, stream));
            done.complete(entry);
        }
    }

    void forget(StreamEntry entry) {
        if (streams.remove(entry.name(), entry)) {
            resources.reserve(
                    entry.config().toBuilder().maxBytes(0).build(), AccountResources.reservationOf(entry.config()));
            publishSnapshot();
        }
    }

    /**
     * Changes a stream's configuration.
     *
     * @throws JetStreamException if the change is refused; nothing has changed then
     */
    public CompletableFuture<StreamEntry> update(StreamConfig requested, boolean pedantic) {
        context.lane().requireCurrent();
        StreamEntry entry = require(requested.name());
        StreamConfig before = entry.config();
        StreamConfig config = StreamUpdateRules.forUpdate(
                before, requested, pedantic, StreamRules.lookupIn(this), StreamRules.limitsOf(this));
        requirePlaceFor(config, entry);
        entry.config(config);
        resources.reserve(config, AccountResources.reservationOf(before));
        CompletableFuture<StreamEntry> done = new CompletableFuture<>();
        entry.ask(consumers -> consumers.updateStream(config))
                .thenCompose(durable -> durable)
                .whenCompleteAsync(
                        (nothing, failure) -> {
                            if (failure != null) {
                                takeBack(entry, before, config);
                                done.completeExceptionally(failure);
                            } else {
                                done.complete(entry);
                            }
                        },
                        runner());
        return done;
    }

    /** The stream has refused: what was decided does not hold. */
    private void takeBack(StreamEntry entry, StreamConfig before, StreamConfig refused) {
        if (entry.config() == refused) {
            entry.config(before);
            resources.reserve(before, AccountResources.reservationOf(refused));
        }
    }

    /** Deletes a stream with its consumers; its name is free at once. */
    public CompletableFuture<Void> delete(StreamEntry entry) {
        context.lane().requireCurrent();
        forget(entry);
        CompletableFuture<Void> done = deleting(entry.name(), entry.ask(StreamConsumers::deleteStream));
        entry.markDeleted();
        return done;
    }

    /** Deletes what is stored of a stream that stops; until then no other one takes its name. */
    CompletableFuture<Void> deleting(String name, CompletableFuture<Stream> stopping) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        deletions.put(name, done);
        stopping.thenComposeAsync(stream -> context.stores().delete(this, stream), runner())
                .whenCompleteAsync(
                        (nothing, failure) -> {
                            deletions.remove(name, done);
                            if (failure == null) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        },
                        runner());
        return done;
    }

    /** Runs on the control lane; at once if this is it. */
    Executor runner() {
        return task -> {
            if (context.lane().isCurrent()) {
                task.run();
            } else {
                context.lane().execute(task);
            }
        };
    }
}
