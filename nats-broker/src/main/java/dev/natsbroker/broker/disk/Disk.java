package dev.natsbroker.broker.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file layer: everything that the broker keeps goes through here, so that a test can put a simulated disk below it that loses
 * what was not synced, tears writes, fills up, flips bits and fails to sync.
 *
 * <p>Thread-safe. What a method has done survives a loss of power only after {@link DiskFile#force} (content) and
 * {@link #syncDirectory} (names).
 */
public interface Disk {
    /** Opens {@code path} for reading and writing, and makes an empty file if there is none. */
    DiskFile open(Path path) throws IOException;

    /**
     * Opens the existing file {@code path} once more, for writing past the page cache: for what is not read again soon. Positions, lengths
     * and the addresses of buffers must be multiples of {@code pageBytes} then. What is written so is durable after {@link DiskFile#force},
     * like everything else.
     *
     * @return null if the file system does not offer that
     */
    default @Nullable DiskFile openUncached(Path path, int pageBytes) throws IOException {
        return null;
    }

    /** Opens {@code path} for reading; fails if there is none. */
    DiskFile openExisting(Path path) throws IOException;

    /** Whether there is a file or directory. */
    boolean exists(Path path);

    /** Whether it is a directory. */
    boolean isDirectory(Path path);

    /** The names in {@code directory}, sorted; empty if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /** Makes a directory and those above it; fine if it is there. */
    void createDirectories(Path directory) throws IOException;

    /** Renames atomically, replacing a file of the new name. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory; fine if there is none. */
    void delete(Path path) throws IOException;

    /** Makes the names in {@code directory} (made, renamed, deleted files) survive a loss of power. */
    void syncDirectory(Path directory) throws IOException;

    /** Bytes that can still be written where {@code path} lies. */
    long usableBytes(Path path) throws IOException;

    /** The real disk. */
    static Disk system() {
        return SystemDisk.INSTANCE;
    }
}
