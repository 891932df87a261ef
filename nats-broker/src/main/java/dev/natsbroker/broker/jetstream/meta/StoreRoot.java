package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.store.file.StoreNames;
import dev.natsbroker.broker.jetstream.store.file.StreamDirectories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder that JetStream keeps its data in, and the only place that knows how it is laid out:
 *
 * <pre>
 *   &lt;store_dir&gt;/jetstream/
 *     lock                                   held by the server that uses the folder
 *     reserve                                room for the day on which the disk is full
 *     journal/lane-0/…                       what the lanes have done since the last checkpoint
 *     accounts/&lt;account&gt;/streams/&lt;stream&gt;/   one folder for each file stream
 * </pre>
 */
final class StoreRoot implements AutoCloseable {
    private static final int COPY_BYTES = 1 << 20;

    private final Disk disk;
    private final Path root;
    private final @Nullable FileChannel lockFile;
    private final @Nullable FileLock lock;
    private final Set<String> durableAccounts = ConcurrentHashMap.newKeySet();

    private StoreRoot(Disk disk, Path root, @Nullable FileChannel lockFile, @Nullable FileLock lock) {
        this.disk = disk;
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Opens the folder, makes it if there is none, and keeps other servers out of it.
     *
     * @throws IOException if that cannot be done, with a text for the operator
     */
    static StoreRoot open(Disk disk, Path root) throws IOException {
        Path storeDirectory = Objects.requireNonNull(root.getParent());
        boolean isNew = !disk.isDirectory(storeDirectory);
        disk.createDirectories(root.resolve("accounts"));
        disk.syncDirectory(root);
        disk.syncDirectory(storeDirectory);
        if (isNew && storeDirectory.getParent() != null) {
            disk.syncDirectory(storeDirectory.getParent());
        }
        if (disk != Disk.system()) {
            return new StoreRoot(disk, root, null, null);
        }
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException("The JetStream store " + root
                    + " is in use by another server: stop that one, or choose another store_dir");
        }
        return new StoreRoot(disk, root, channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by another broker of this JVM
        }
    }

    Path path() {
        return root;
    }

    Path journal() {
        return root.resolve("journal");
    }

    Path reserve() {
        return root.resolve("reserve");
    }

    Path lane(int number) {
        return journal().resolve("lane-" + number);
    }

    Path stream(String account, String stream) {
        return streams(root.resolve("accounts").resolve(StoreNames.encode(account)))
                .resolve(StoreNames.encode(stream));
    }

    /**
     * Makes the folder for the streams of an account, durably: a stream in it is only as durable as the names above it.
     *
     * @throws IOException if the device fails
     */
    void makeAccount(String account) throws IOException {
        if (durableAccounts.contains(account)) {
            return;
        }
        Path accounts = root.resolve("accounts");
        Path own = accounts.resolve(StoreNames.encode(account));
        disk.createDirectories(streams(own));
        disk.syncDirectory(own);
        disk.syncDirectory(accounts);
        durableAccounts.add(account);
    }

    private static Path streams(Path account) {
        return account.resolve("streams");
    }

    /** The folders of all streams that are there, whatever their state; what deleted streams have left is removed. */
    List<Path> streams() throws IOException {
        List<Path> found = new ArrayList<>();
        disk.syncDirectory(root.resolve("accounts"));
        for (Path account : disk.list(root.resolve("accounts"))) {
            if (!disk.isDirectory(account)) {
                continue;
            }
            disk.syncDirectory(account);
            found.addAll(StreamDirectories.find(disk, streams(account)));
        }
        return found;
    }

    /** Copies the journal aside, under a name made of {@code position}; returns where to. */
    Path keepJournal(long position) throws IOException {
        Path kept = root.resolve("journal-kept-" + Long.toHexString(position));
        for (Path lane : disk.list(journal())) {
            Path target = kept.resolve(lane.getFileName());
            disk.createDirectories(target);
            for (Path file : disk.list(lane)) {
                copy(file, target.resolve(file.getFileName()));
            }
            disk.syncDirectory(target);
        }
        return kept;
    }

    private void copy(Path from, Path to) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(COPY_BYTES);
        try (DiskFile source = disk.openExisting(from);
                DiskFile target = disk.open(to)) {
            for (long at = 0; at < source.size(); at += part.limit()) {
                part.clear();
                source.read(part, at);
                part.flip();
                target.write(part, at);
                part.rewind();
            }
            target.force();
        }
    }

    /** Bytes that files could still take. */
    long usableBytes() throws IOException {
        return disk.usableBytes(root);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.release();
        }
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
