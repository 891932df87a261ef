package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The frame of the store's small files, which are replaced as a whole. Little-endian; the frame is the same in every version.
 *
 * <pre>
 *   0       4         6      7   8          16       20       20 + n     24 + n
 *   | magic | version | kind | 0 | asset id | length | body   | crc      |
 *   | u32   | u16     | u8   |   | u64      | u32 n  |        | u32, CRC-32C of everything before
 * </pre>
 *
 * @param kind which file it is, one of the constants
 * @param asset the stream's asset id
 * @param bytes the whole frame
 */
record FileFrame(byte kind, long asset, byte[] bytes) {
    static final byte STREAM = 1;
    static final byte CONSUMER = 2;
    static final byte CHECKPOINT = 3;
    static final byte INDEX = 4;

    /** Where the body starts. */
    static final int BODY = 20;

    static final int TRAILER = 4;
    /** The version that this code writes, and the only one that it reads. */
    static final int VERSION = 1;

    private static final int MAGIC = 0x5453424E; // "NBST"
    private static final int VERSION_AT = 4;
    private static final int KIND_AT = 6;
    private static final int ASSET_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final String TEMPORARY = ".tmp";

    /** A frame with room for a body of {@code bodyLength} bytes, to be filled and then {@linkplain #seal sealed}. */
    static byte[] allocate(byte kind, long asset, int bodyLength) {
        byte[] bytes = new byte[BODY + bodyLength + TRAILER];
        Bytes.putInt(bytes, 0, MAGIC);
        Bytes.putShort(bytes, VERSION_AT, VERSION);
        bytes[KIND_AT] = kind;
        Bytes.putLong(bytes, ASSET_AT, asset);
        Bytes.putInt(bytes, LENGTH_AT, bodyLength);
        return bytes;
    }

    /** Adds the checksum. */
    static byte[] seal(byte[] bytes) {
        Bytes.putInt(bytes, bytes.length - TRAILER, checksum(bytes));
        return bytes;
    }

    static byte[] of(byte kind, long asset, byte[] body) {
        byte[] bytes = allocate(kind, asset, body.length);
        System.arraycopy(body, 0, bytes, BODY, body.length);
        return seal(bytes);
    }

    /** The end of the body. */
    int end() {
        return bytes.length - TRAILER;
    }

    /** The body for reading, little-endian. */
    ByteBuffer body() {
        return ByteBuffer.wrap(bytes, BODY, end() - BODY).slice().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a file.
     *
     * @throws DamagedFileException if the content is not what was written
     * @throws UnreadableStoreException if it is intact, but of a version that this code does not know
     */
    static FileFrame read(Disk disk, Path path, byte kind) throws IOException {
        byte[] bytes = readAll(disk, path);
        if (bytes.length < BODY + TRAILER || Bytes.getInt(bytes, 0) != MAGIC) {
            throw new DamagedFileException(path + " is no file of this store, or its start is damaged");
        }
        if (Bytes.getInt(bytes, bytes.length - TRAILER) != checksum(bytes)) {
            throw new DamagedFileException(path + " is damaged: its checksum does not fit");
        }
        int version = Bytes.getShort(bytes, VERSION_AT);
        if (version != VERSION) {
            throw new UnreadableStoreException(
                    path,
                    "the file has format version " + version + ", this server reads version " + VERSION,
                    "Start the server version that wrote it, or move the stream's directory away. Nothing was changed.");
        }
        if (bytes[KIND_AT] != kind || Bytes.getInt(bytes, LENGTH_AT) != bytes.length - BODY - TRAILER) {
            throw new DamagedFileException(path + " is another kind of file, or has another length than it says");
        }
        return new FileFrame(kind, Bytes.getLong(bytes, ASSET_AT), bytes);
    }

    private static byte[] readAll(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.openExisting(path)) {
            byte[] bytes = new byte[Math.toIntExact(Math.min(file.size(), Integer.MAX_VALUE - 16))];
            int read = file.read(ByteBuffer.wrap(bytes), 0);
            if (read < bytes.length) {
                throw new DamagedFileException(path + " is shorter than its directory says");
            }
            return bytes;
        }
    }

    /** Writes and forces {@code bytes} as a temporary file beside {@code path}; {@link #publish} makes it the file. */
    static void prepare(Disk disk, Path path, byte[] bytes) throws IOException {
        Path temporary = temporary(path);
        disk.delete(temporary);
        try (DiskFile file = disk.open(temporary)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        } catch (DiskFullException e) {
            disk.delete(temporary); // what little there was room for is needed
            throw e;
        }
    }

    /** Replaces the file by the prepared one; durable after the directory was synced. */
    static void publish(Disk disk, Path path) throws IOException {
        disk.move(temporary(path), path);
    }

    /** Writes, forces and replaces; durable after the directory was synced. */
    static void replace(Disk disk, Path path, byte[] bytes) throws IOException {
        prepare(disk, path, bytes);
        publish(disk, path);
    }

    /** Whether it is a temporary file of {@link #prepare}, left by a crash. */
    static boolean isTemporary(Path path) {
        return path.toString().endsWith(TEMPORARY);
    }

    static Path temporary(Path path) {
        return path.resolveSibling(path.getFileName() + TEMPORARY);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - TRAILER);
        return (int) crc.getValue();
    }
}
