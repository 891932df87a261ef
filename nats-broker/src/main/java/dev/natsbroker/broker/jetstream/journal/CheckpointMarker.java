package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The file that says up to which position a lane's journal is needed no more.
 *
 * <pre>
 *  0       8      12    16        24
 * ┌───────┬──────┬─────┬─────────┬─────────┐
 * │magic  │vers. │crc  │position │reserved │  as in the header of a journal file; magic "NATSCKPT"
 * └───────┴──────┴─────┴─────────┴─────────┘
 * </pre>
 *
 * It is replaced as a whole: written beside, forced, renamed.
 */
final class CheckpointMarker {
    static final long MAGIC = 0x4E415453_434B5054L;
    static final String NAME = "checkpoint";

    private CheckpointMarker() {}

    /** Replaces the marker, durably. */
    static void write(Disk disk, Path directory, long position) throws IOException {
        ByteBuffer marker = ByteBuffer.allocate(BlockFormat.FILE_HEADER_USED);
        marker.putLong(0, MAGIC);
        marker.putInt(BlockFormat.FILE_VERSION, BlockFormat.VERSION);
        marker.putLong(BlockFormat.FILE_GENERATION, position);
        marker.putInt(BlockFormat.FILE_CRC, FileId.checksum(marker.array()));
        Path fresh = directory.resolve(NAME + ".new");
        try (DiskFile file = disk.open(fresh)) {
            file.write(marker, 0);
            file.force();
        }
        disk.move(fresh, directory.resolve(NAME));
        disk.syncDirectory(directory);
    }

    /** What the marker says: the position, {@link #MISSING} or {@link #DAMAGED}. */
    static long read(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        if (!disk.exists(path)) {
            return MISSING;
        }
        ByteBuffer marker = ByteBuffer.allocate(BlockFormat.FILE_HEADER_USED);
        try (DiskFile file = disk.openExisting(path)) {
            file.read(marker, 0);
        }
        boolean whole = !marker.hasRemaining()
                && marker.getLong(0) == MAGIC
                && marker.getInt(BlockFormat.FILE_CRC) == FileId.checksum(marker.array());
        if (!whole) {
            return DAMAGED;
        }
        BlockReader.checkVersion(path, marker.getInt(BlockFormat.FILE_VERSION));
        return marker.getLong(BlockFormat.FILE_GENERATION);
    }

    static final long MISSING = -1;
    static final long DAMAGED = -2;
}
