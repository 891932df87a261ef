package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What stands in {@code stream.meta}: which stream a directory holds. Immutable.
 *
 * <pre>
 *   body of a {@link FileFrame}:
 *   journal position u64 | name length u32 | meta length u32 | name | meta
 * </pre>
 *
 * @param asset the stream's number in the journal
 * @param position the journal position that {@code meta} is of
 * @param name the stream's name
 * @param meta the bytes of its configuration, which mean nothing here
 */
public record StreamFile(long asset, long position, String name, byte[] meta) {
    private static final int FIXED = 16;

    byte[] encode() {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = FileFrame.allocate(FileFrame.STREAM, asset, FIXED + nameBytes.length + meta.length);
        new FileFrame(FileFrame.STREAM, asset, bytes)
                .body()
                .putLong(position)
                .putInt(nameBytes.length)
                .putInt(meta.length)
                .put(nameBytes)
                .put(meta);
        return FileFrame.seal(bytes);
    }

    /**
     * Reads the description of the stream in a directory.
     *
     * @throws UnreadableStoreException if there is none, or none that this version can read; nothing is changed
     */
    public static StreamFile read(Disk disk, Path directory) throws IOException {
        Path path = new StreamFiles(directory).meta();
        try {
            FileFrame frame = FileFrame.read(disk, path, FileFrame.STREAM);
            ByteBuffer body = frame.body();
            if (body.remaining() < FIXED) {
                throw new DamagedFileException(path + " contradicts itself");
            }
            long position = body.getLong();
            int nameLength = body.getInt();
            int metaLength = body.getInt();
            if (nameLength < 0 || metaLength < 0 || (long) nameLength + metaLength != body.remaining()) {
                throw new DamagedFileException(path + " contradicts itself");
            }
            byte[] name = new byte[nameLength];
            byte[] meta = new byte[metaLength];
            body.get(name).get(meta);
            return new StreamFile(frame.asset(), position, new String(name, StandardCharsets.UTF_8), meta);
        } catch (NoSuchFileException e) {
            throw new UnreadableStoreException(
                    directory,
                    "the directory has no stream.meta, so it was created half way or is no stream's",
                    "If nobody needs it, delete it. Nothing was changed.");
        } catch (DamagedFileException e) {
            throw new UnreadableStoreException(
                    directory,
                    "the description of the stream is damaged (" + e.getMessage() + ")",
                    "Restore stream.meta from a backup, or move the directory away. Nothing was changed.");
        }
    }
}
