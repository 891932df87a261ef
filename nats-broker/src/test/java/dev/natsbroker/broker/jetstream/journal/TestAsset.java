package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An asset that keeps a list of numbers, one per entry. The bytes of an entry follow from its number, so that a replay can check
 * them. Its snapshot is one file, replaced as a whole.
 */
final class TestAsset implements JournaledAsset {
    private final Disk disk;
    private final Path path;
    private final long id;
    final List<Long> numbers = new ArrayList<>();
    long snapshotPosition;
    long lastPosition;
    int replayed;
    boolean dirty;
    /** What a checkpoint throws when it is captured. */
    RuntimeException broken;

    TestAsset(Disk disk, Path directory, long id) throws IOException {
        this.disk = disk;
        this.id = id;
        this.path = directory.resolve("asset-" + id);
        if (disk.exists(path)) {
            load();
        }
        lastPosition = snapshotPosition;
    }

    private void load() throws IOException {
        try (DiskFile file = disk.openExisting(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            bytes.flip();
            snapshotPosition = bytes.getLong();
            while (bytes.hasRemaining()) {
                numbers.add(bytes.getLong());
            }
        }
    }

    /** The bytes of an entry. */
    static byte[] bytes(long number, int length) {
        byte[] bytes = new byte[Math.max(length, Long.BYTES)];
        Arrays.fill(bytes, (byte) (number * 31));
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }

    long append(Journal journal, long number, int length) {
        byte[] bytes = bytes(number, length);
        lastPosition = journal.append(id, type(number), bytes, 0, bytes.length);
        numbers.add(number);
        dirty = true;
        return lastPosition;
    }

    private static byte type(long number) {
        return (byte) (number % 7);
    }

    @Override
    public long assetId() {
        return id;
    }

    @Override
    public boolean isDirty() {
        return dirty;
    }

    @Override
    public CheckpointWork checkpoint(long position) {
        if (position < lastPosition) {
            throw new AssertionError("A checkpoint at " + position + " with an entry up to " + lastPosition);
        }
        if (broken != null) {
            throw broken;
        }
        dirty = false;
        ByteBuffer snapshot = ByteBuffer.allocate(Long.BYTES * (1 + numbers.size()));
        snapshot.putLong(position);
        numbers.forEach(snapshot::putLong);
        snapshot.flip();
        return new CheckpointWork() {
            @Override
            public void write() throws IOException {
                Path fresh = path.resolveSibling(path.getFileName() + ".new");
                try (DiskFile file = disk.open(fresh)) {
                    file.truncate(0);
                    file.write(snapshot, 0);
                    file.force();
                }
                disk.move(fresh, path);
                disk.syncDirectory(path.getParent());
            }

            @Override
            public void abandoned() {
                dirty = true;
            }
        };
    }

    @Override
    public void replay(byte type, byte[] bytes, int offset, int length, long position) {
        long number = ByteBuffer.wrap(bytes).getLong(offset);
        boolean same = type == type(number)
                && Arrays.equals(bytes(number, length), Arrays.copyOfRange(bytes, offset, offset + length));
        if (!same) {
            throw new AssertionError("Invented: " + number + " of asset " + id);
        }
        if (position <= snapshotPosition) {
            return;
        }
        if (position <= lastPosition) {
            throw new AssertionError("Position " + position + " after " + lastPosition + " of asset " + id);
        }
        lastPosition = position;
        numbers.add(number);
        replayed++;
        dirty = true;
    }
}
