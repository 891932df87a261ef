package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SyncExecutor;
import dev.natsbroker.broker.jetstream.journal.SyncThread;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How files are laid out, and who waits for the device. Simulations put small files and stepped executors here.
 *
 * @param journal the sizes of the journals; the options of JetStream say when they are forced
 * @param files the sizes of the streams' files
 * @param sync waits for forces
 * @param background reads, makes and deletes files
 * @param release ends both, behind what was given to them
 */
public record StorageParts(
        JournalOptions journal, FileStoreOptions files, SyncExecutor sync, Executor background, Runnable release) {
    private static final int FILE_THREADS = 2;

    /** The usual sizes, with threads of their own. */
    public static StorageParts standard() {
        SyncThread sync = new SyncThread("nats-js-sync");
        ExecutorService background = Executors.newFixedThreadPool(FILE_THREADS, task -> {
            Thread thread = new Thread(task, "nats-js-files");
            thread.setDaemon(true);
            return thread;
        });
        return new StorageParts(JournalOptions.DEFAULTS, FileStoreOptions.DEFAULT, sync, background, () -> {
            sync.close();
            background.shutdown();
        });
    }
}
