package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFullException;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StoreCompression;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.file.FileStoreContext;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.jetstream.store.file.FileStreamStore;
import dev.natsbroker.broker.jetstream.store.memory.MemoryStreamStore;
import dev.natsbroker.broker.jetstream.stream.BatchQuota;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamBatches;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Places streams on lanes, and makes what they are stored in. Thread-safe; slow work of the disk is done by {@code background}, so
 * that neither the control lane nor a stream's lane waits for it.
 */
final class LaneStores implements StreamStores {
    private final List<JetStreamLane> lanes;
    private final StoreRoot root;
    private final Disk disk;
    private final Executor background;
    private final FileStoreOptions options;
    private final RandomGenerator random;
    private final ServerNames server;
    private final LimitOptions limits;
    private final BatchQuota batches = new BatchQuota(JetStreamBatchOptions.defaults());
    private final Map<Stream, JetStreamLane> laneOf = new ConcurrentHashMap<>();

    LaneStores(
            List<JetStreamLane> lanes,
            StoreRoot root,
            Disk disk,
            Executor background,
            FileStoreOptions options,
            RandomGenerator random,
            ServerNames server,
            LimitOptions limits) {
        this.lanes = lanes;
        this.root = root;
        this.disk = disk;
        this.background = background;
        this.options = options;
        this.random = random;
        this.server = server;
        this.limits = limits;
    }

    /** How much of batches may wait, in all streams together. */
    void limitBatches(JetStreamBatchOptions limits) {
        batches.limit(limits);
    }

    /** What a file store on {@code lane} stands on. */
    FileStoreContext fileContext(JetStreamLane lane) {
        return new FileStoreContext(disk, lane.log(), background, options);
    }

    /** The lane with the fewest streams. */
    JetStreamLane leastLoaded() {
        return lanes.stream()
                .min(Comparator.comparingInt(lane -> lane.streams().get()))
                .orElseThrow();
    }

    @Override
    public CompletableFuture<Stream> open(JetStreamAccount account, StreamConfig config, Instant created) {
        JetStreamLane lane = leastLoaded();
        lane.streams().incrementAndGet();
        CompletableFuture<? extends StreamStore> store = config.storage() == StorageType.MEMORY
                ? CompletableFuture.completedFuture(new MemoryStreamStore(random.nextLong()))
                : CompletableFuture.supplyAsync(() -> createFiles(lane, account.name(), config, created), background);
        return store.thenCompose(made -> lane.lane().ask(() -> place(lane, account, config, created, made)))
                .whenComplete((stream, failure) -> {
                    if (failure != null) {
                        lane.streams().decrementAndGet();
                    }
                });
    }

    private FileStreamStore createFiles(JetStreamLane lane, String account, StreamConfig config, Instant created) {
        if (lane.hasFailed()) {
            throw JetStreamError.STREAM_STORE_FAILED.toException(
                    "the store has failed and takes nothing more until the server is restarted: see its log");
        }
        try {
            root.makeAccount(account);
            return FileStreamStore.create(
                    fileContext(lane),
                    root.stream(account, config.name()),
                    random.nextLong() & Long.MAX_VALUE,
                    config.name(),
                    new StreamMeta(account, created, config).toBytes());
        } catch (DiskFullException e) {
            throw new CompletionException(JetStreamError.STORAGE_RESOURCES_EXCEEDED.toException());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Makes a stream over its store. Called on the lane. */
    Stream place(
            JetStreamLane lane, JetStreamAccount account, StreamConfig config, Instant created, StreamStore store) {
        if (store instanceof FileStreamStore files) {
            files.compress(config.compression() == StoreCompression.S2);
            files.cache(lane.readCache());
            lane.journal().register(files);
        }
        AccountOnLane host = new AccountOnLane(account.core(), lane, server, limits, account.resources());
        Stream stream = new Stream(lane.shared(), host, config, created, store);
        stream.ingest().batches(new StreamBatches(stream, batches));
        laneOf.put(stream, lane);
        return stream;
    }

    @Override
    public void saveConfig(JetStreamAccount account, Stream stream, StreamConfig config) {
        if (stream.store() instanceof FileStreamStore files) {
            files.compress(config.compression() == StoreCompression.S2);
            files.updateMeta(new StreamMeta(account.name(), stream.created(), config).toBytes());
        }
    }

    @Override
    public CompletableFuture<Void> delete(JetStreamAccount account, Stream stream) {
        JetStreamLane lane = laneOf.remove(stream);
        if (lane == null) {
            return CompletableFuture.completedFuture(null);
        }
        lane.streams().decrementAndGet();
        return lane.lane().ask(() -> {
            if (stream.store() instanceof FileStreamStore files) {
                lane.journal().unregister(files); // first: no checkpoint may touch files that are gone
            }
            stream.store().delete();
            return null;
        });
    }

    @Override
    public ConsumerStore consumerStore(Stream stream, ConsumerMeta meta, DurableState state) {
        if (stream.store() instanceof FileStreamStore files && !meta.config().memoryStorage()) {
            return files.createConsumer(meta.name(), meta.toBytes(), state);
        }
        return ConsumerStore.NONE;
    }

    /** The streams that are placed, with their lanes. */
    Map<Stream, JetStreamLane> placed() {
        return laneOf;
    }
}
