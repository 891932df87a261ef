package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.journal.JournalRecovery;
import dev.natsbroker.broker.jetstream.journal.RecoveryReport;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import dev.natsbroker.broker.jetstream.store.file.FileStreamStore;
import dev.natsbroker.broker.jetstream.store.file.UnreadableStoreException;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings the stores back to what they were: opens every stream as its last checkpoint left it, applies what the journals hold beyond
 * that, and makes the result durable. Runs once, on the thread that starts the server, before the lanes own anything.
 *
 * <p>A stream that cannot be read is reported and left as it is; the others are served. What the journals hold for it is put aside,
 * because the journals begin anew.
 */
final class JetStreamRecovery {
    /** A stream that was found, on the lane that it will live on. */
    record Recovered(FileStreamStore store, StreamMeta meta, JetStreamLane lane) {
        /** The journal may hold a later configuration. */
        Recovered withReplayedMeta() {
            return new Recovered(store, StreamMeta.fromBytes(store.meta()), lane);
        }
    }

    private final StoreRoot root;
    private final Disk disk;
    private final LaneStores stores;
    private final List<JetStreamLane> lanes;
    private final Executor workers;
    private final ServerLog log;
    private final ReentrantLock lists = new ReentrantLock();
    private final List<Recovered> recovered = new ArrayList<>();
    private final List<UnreadableStream> unreadable = new ArrayList<>();
    private long startPosition;

    JetStreamRecovery(
            StoreRoot root, Disk disk, LaneStores stores, List<JetStreamLane> lanes, Executor workers, ServerLog log) {
        this.root = root;
        this.disk = disk;
        this.stores = stores;
        this.lanes = lanes;
        this.workers = workers;
        this.log = log;
    }

    /**
     * Recovers everything that can be.
     *
     * @throws IOException if the device fails, or the journal is of another version: then nothing was changed
     */
    void run() throws IOException {
        openAll();
        Map<Long, FileStreamStore> byAsset = new HashMap<>();
        recovered.forEach(each -> byAsset.put(each.store().assetId(), each.store()));
        JournalRecovery journals = new JournalRecovery(disk, root.journal());
        RecoveryReport report = journals.replay(byAsset::get);
        recovered.replaceAll(Recovered::withReplayedMeta);
        report(report);
        if (!unreadable.isEmpty() && report.skippedEntries() > 0) {
            Path kept = root.keepJournal(journals.startPosition());
            log.warn("JetStream: a copy of the journal with what belongs to unreadable streams is kept in " + kept);
        }
        journals.finish(recovered.stream().map(Recovered::store).toList(), lanes.size());
        startPosition = journals.startPosition();
    }

    private void openAll() throws IOException {
        List<CompletableFuture<?>> opening = new ArrayList<>();
        for (Path directory : root.streams()) {
            JetStreamLane lane = stores.leastLoaded();
            lane.streams().incrementAndGet();
            opening.add(CompletableFuture.runAsync(() -> open(directory, lane), workers));
        }
        try {
            opening.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void open(Path directory, JetStreamLane lane) {
        try {
            FileStreamStore store =
                    FileStreamStore.open(stores.fileContext(lane), directory, (name, meta) -> new ConsumerState());
            found(new Recovered(store, StreamMeta.fromBytes(store.meta()), lane));
        } catch (UnreadableStoreException | GoJsonException e) {
            lane.streams().decrementAndGet();
            unreadable(directory, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void found(Recovered stream) {
        lock(() -> recovered.add(stream));
    }

    private void unreadable(Path directory, String problem) {
        lock(() -> unreadable.add(UnreadableStream.in(directory, problem)));
        log.error("JetStream: cannot read the stream in " + directory + ", it is left as it is: " + problem);
    }

    /** Streams are opened by several workers, which all add to the lists. */
    private void lock(Runnable change) {
        lists.lock();
        try {
            change.run();
        } finally {
            lists.unlock();
        }
    }

    private void report(RecoveryReport report) {
        for (RecoveryReport.Damage damage : report.damages()) {
            log.error("JetStream: " + damage.bytes() + " bytes of the journal in " + damage.lane() + " are damaged: "
                    + damage.description());
        }
        report.foreignFiles().forEach(file -> log.warn("JetStream: " + file + " is no file of the journal, ignored"));
        if (report.tornBlocks() > 0 || report.cutBytes() > 0) {
            log.info("JetStream: cut the journal's torn end (" + report.tornBlocks() + " blocks, " + report.cutBytes()
                    + " bytes)");
        }
        for (Recovered stream : recovered) {
            StoreDamage damage = stream.store().damage();
            if (damage != null) {
                damage.reports()
                        .forEach(line ->
                                log.error("JetStream: stream '" + stream.meta().account() + " > "
                                        + stream.store().name() + "': " + line));
            }
        }
    }

    /** What was found. */
    List<Recovered> recovered() {
        return recovered;
    }

    /** The streams that could not be read. */
    List<UnreadableStream> unreadable() {
        return unreadable;
    }

    /** Where the journals begin. */
    long startPosition() {
        return startPosition;
    }
}
