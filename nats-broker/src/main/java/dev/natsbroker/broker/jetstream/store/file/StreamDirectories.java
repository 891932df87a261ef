package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directories of an account's streams. */
public final class StreamDirectories {
    private StreamDirectories() {}

    /**
     * The directories below {@code parent}, to be opened one by one. What deleted streams have left is removed first.
     *
     * @throws IOException if the device fails
     */
    public static List<Path> find(Disk disk, Path parent) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path path : disk.list(parent)) {
            if (StreamFiles.isTrash(path)) {
                remove(disk, path);
            } else if (disk.isDirectory(path)) {
                found.add(path);
            }
        }
        return found;
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
