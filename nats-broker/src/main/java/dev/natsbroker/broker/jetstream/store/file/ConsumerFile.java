package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What stands in a consumer's file.
 *
 * <pre>
 *   body of a {@link FileFrame}:
 *   id u32 | journal position u64 | name length u32 | meta length u32 | snapshot length u32 | name | meta | snapshot
 * </pre>
 *
 * @param id its number in the journal's entries
 * @param position the journal position that the snapshot holds everything up to
 * @param name its name
 * @param meta the bytes of its configuration
 * @param snapshot its state
 */
record ConsumerFile(int id, long position, String name, byte[] meta, byte[] snapshot) {
    private static final int FIXED = 24;

    byte[] encode(long asset) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                FileFrame.allocate(FileFrame.CONSUMER, asset, FIXED + nameBytes.length + meta.length + snapshot.length);
        new FileFrame(FileFrame.CONSUMER, asset, bytes)
                .body()
                .putInt(id)
                .putLong(position)
                .putInt(nameBytes.length)
                .putInt(meta.length)
                .putInt(snapshot.length)
                .put(nameBytes)
                .put(meta)
                .put(snapshot);
        return FileFrame.seal(bytes);
    }

    static ConsumerFile read(Disk disk, Path path, long asset) throws IOException {
        FileFrame frame = FileFrame.read(disk, path, FileFrame.CONSUMER);
        ByteBuffer body = frame.body();
        if (frame.asset() != asset || body.remaining() < FIXED) {
            throw new DamagedFileException(path + " belongs to another stream");
        }
        int id = body.getInt();
        long position = body.getLong();
        int name = body.getInt();
        int meta = body.getInt();
        int snapshot = body.getInt();
        if (name < 0 || meta < 0 || snapshot < 0 || (long) name + meta + snapshot != body.remaining()) {
            throw new DamagedFileException(path + " contradicts itself");
        }
        String text = new String(take(body, name), StandardCharsets.UTF_8);
        return new ConsumerFile(id, position, text, take(body, meta), take(body, snapshot));
    }

    private static byte[] take(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }
}
