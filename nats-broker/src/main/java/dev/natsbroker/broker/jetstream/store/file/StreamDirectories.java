package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The directories of an account's streams. */
public final class StreamDirectories {
    private StreamDirectories() {}

    /**
     * The directories below {@code parent}, to be opened one by one. What deleted streams have left is removed first, and what is left
     * of streams whose creation was cut short: these hold nothing yet.
     *
     * @throws IOException if the device fails
     */
    public static List<Path> find(Disk disk, Path parent) throws IOException {
        if (disk.isDirectory(parent)) {
            disk.syncDirectory(parent); // a deleted stream must not come back without its files
        }
        List<Path> found = new ArrayList<>();
        for (Path path : disk.list(parent)) {
            if (StreamFiles.isTrash(path) || isHalfMade(disk, path)) {
                remove(disk, path);
            } else if (disk.isDirectory(path)) {
                found.add(path);
            }
        }
        return found;
    }

    /** Whether a creation has not come to its end. A directory with anything else than what that leaves is not touched. */
    private static boolean isHalfMade(Disk disk, Path path) throws IOException {
        StreamFiles files = new StreamFiles(path);
        Set<Path> ours = Set.of(files.checkpoint(), files.messages(), files.consumers());
        return disk.isDirectory(path)
                && disk.list(path).stream().allMatch(each -> ours.contains(each) || FileFrame.isTemporary(each))
                && disk.list(files.messages()).isEmpty()
                && disk.list(files.consumers()).isEmpty();
    }

    /**
     * Makes the directory of a new stream that is empty at the journal position of its description; it is there durably when this returns.
     *
     * @throws UnreadableStoreException if the directory holds something already
     */
    static void make(Disk disk, Path directory, StreamFile description) throws IOException {
        StreamFiles files = new StreamFiles(directory);
        if (disk.exists(files.meta()) || !disk.list(files.messages()).isEmpty()) {
            throw new UnreadableStoreException(
                    directory, "there is a stream's directory already", "Move it away. Nothing was changed.");
        }
        disk.createDirectories(files.messages());
        disk.createDirectories(files.consumers());
        CheckpointFile empty = new CheckpointFile(0, description.position(), 0, 0, 1, List.of());
        FileFrame.replace(disk, files.checkpoint(), empty.encode(description.asset()));
        disk.syncDirectory(directory); // before the description, which makes it a stream
        FileFrame.replace(disk, files.meta(), description.encode());
        disk.syncDirectory(directory);
        Path parent = directory.getParent();
        if (parent != null) {
            disk.syncDirectory(parent);
        }
    }

    /** Takes a stream out of sight at once and durably, and removes its files later. */
    static void trash(FileStoreContext context, StreamFiles files, long asset) {
        Disk disk = context.disk();
        Path trash = files.trash(asset);
        try {
            disk.move(files.directory(), trash);
            Path parent = trash.getParent();
            if (parent != null) {
                disk.syncDirectory(parent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the stream in " + files.directory(), e);
        }
        context.background().execute(() -> {
            try {
                remove(disk, trash);
            } catch (IOException e) {
                // the next start tries again
                return;
            }
        });
    }

    private static void remove(Disk disk, Path path) throws IOException {
        if (disk.isDirectory(path)) {
            for (Path below : disk.list(path)) {
                remove(disk, below);
            }
        }
        disk.delete(path);
    }
}
