package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that holds nothing but its place. When the disk is full it is given up, so that a checkpoint can be written, which lets go of what
 * was deleted; as long as it is missing, nothing is taken that can be refused. One for all lanes of a store.
 *
 * <p>Thread-safe; the file is touched on the sync thread only, and before the lanes begin.
 */
public final class RoomReserve {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Disk disk;
    private final Path path;
    private final long bytes;
    private volatile boolean missing;

    /** A reserve of {@code bytes}; call {@link #giveUp} or {@link #restore} before it is used. */
    public RoomReserve(Disk disk, Path path, long bytes) {
        this.disk = disk;
        this.path = path;
        this.bytes = bytes;
    }

    /** Whether it was given up, and there has been no room for it since. */
    public boolean isMissing() {
        return missing;
    }

    /** The file is about to be deleted; returns whether it is there. */
    boolean announceGivingUp() {
        boolean wasThere = !missing;
        missing = true;
        return wasThere;
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if the device fails
     */
    public void giveUp() throws IOException {
        missing = true;
        disk.delete(path);
    }

    /**
     * Makes the file if there is room for it.
     *
     * @return whether it is there now
     */
    public boolean restore() {
        if (!missing && disk.exists(path)) {
            return true;
        }
        try {
            write();
            missing = false;
        } catch (IOException e) {
            missing = true;
            deleteRest();
        }
        return !missing;
    }

    private void write() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, CHUNK_BYTES));
        try (DiskFile file = disk.open(path)) {
            for (long at = 0; at < bytes; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                file.write(zeros, at);
            }
        }
    }

    private void deleteRest() {
        try {
            disk.delete(path);
        } catch (IOException e) {
            missing = true; // it is tried again
        }
    }
}
