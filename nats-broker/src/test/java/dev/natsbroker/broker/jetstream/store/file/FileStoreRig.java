package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.journal.JournaledAsset.CheckpointWork;
import dev.natsbroker.broker.jetstream.store.DurableState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A stream on a simulated disk with a recording journal. */
final class FileStoreRig {
    static final Path DIRECTORY = Path.of("/store/streams/orders").toAbsolutePath();
    static final FileStoreOptions SMALL = new FileStoreOptions(2048, 512, 8 << 20, 2);
    static final long ASSET = 7;
    static final byte[] META = "{\"name\":\"ORDERS\"}".getBytes(StandardCharsets.UTF_8);

    SimulatedDisk disk;
    FileStoreOptions options = SMALL;
    final RecordingLog log = new RecordingLog();

    FileStoreRig(long seed) {
        disk = new SimulatedDisk(seed);
        try {
            disk.createDirectories(DIRECTORY.getParent());
            disk.syncDirectory(DIRECTORY.getParent().getParent());
            disk.syncDirectory(DIRECTORY.getParent().getParent().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FileStoreContext context() {
        return new FileStoreContext((Disk) disk, log, Runnable::run, options);
    }

    FileStreamStore create() {
        try {
            return cached(FileStreamStore.create(context(), DIRECTORY, ASSET, "ORDERS", META));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileStreamStore cached(FileStreamStore store) {
        store.cache(new ReadCache());
        return store;
    }

    /** Opens without replaying. */
    FileStreamStore load() {
        try {
            return cached(FileStreamStore.open(context(), DIRECTORY, (name, meta) -> new TextState()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FileStreamStore open() {
        FileStreamStore store = load();
        log.replay(store);
        return store;
    }

    FileStreamStore crashAndOpen() {
        disk = disk.crash();
        return open();
    }

    void checkpoint(FileStreamStore store) {
        try {
            long position = log.position();
            CheckpointWork work = store.checkpoint(position);
            work.write();
            work.done();
            log.recycle(position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A state that is the text of all its effects. */
    static final class TextState implements DurableState {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        @Override
        public byte[] snapshot() {
            return text.toByteArray();
        }

        @Override
        public void restore(byte[] snapshot) {
            text.reset();
            text.writeBytes(snapshot);
        }

        @Override
        public void apply(byte[] effect, int offset, int length) {
            text.write(effect, offset, length);
        }

        @Override
        public String toString() {
            return text.toString(StandardCharsets.UTF_8);
        }
    }
}
