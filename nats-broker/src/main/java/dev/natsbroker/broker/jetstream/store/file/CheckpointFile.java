package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream consisted of at its last checkpoint. Files and parts of files that it does not name do not count: the journal tells
 * what came later.
 *
 * <pre>
 *   body of a {@link FileFrame}:
 *   number u64 | journal position u64 | last sequence u64 | last time i64 | next consumer id u32 | segments n u32
 *   | n × (first u64 | last u64 | last time i64 | generation u32 | length u32 | flags u8: 1 sealed, 2 has an index file)
 * </pre>
 *
 * @param number counts the stream's checkpoints
 * @param position everything before this journal position is contained
 * @param last the last sequence
 * @param lastTime its time
 * @param nextConsumer the id that the next consumer gets
 * @param segments the segments, oldest first
 */
record CheckpointFile(
        long number, long position, long last, long lastTime, int nextConsumer, List<SegmentEntry> segments) {
    private static final int FIXED = 40;
    private static final int SEGMENT = 33;

    /** A segment as it was: how far its file counts, and in which generation. */
    record SegmentEntry(
            long first, long last, long lastTime, int generation, int length, boolean sealed, boolean indexed) {}

    byte[] encode(long asset) {
        byte[] bytes = FileFrame.allocate(FileFrame.CHECKPOINT, asset, FIXED + SEGMENT * segments.size());
        ByteBuffer body = new FileFrame(FileFrame.CHECKPOINT, asset, bytes).body();
        body.putLong(number).putLong(position).putLong(last).putLong(lastTime);
        body.putInt(nextConsumer).putInt(segments.size());
        for (SegmentEntry segment : segments) {
            body.putLong(segment.first()).putLong(segment.last()).putLong(segment.lastTime());
            body.putInt(segment.generation()).putInt(segment.length());
            body.put((byte) ((segment.sealed() ? 1 : 0) | (segment.indexed() ? 2 : 0)));
        }
        return FileFrame.seal(bytes);
    }

    static CheckpointFile read(Disk disk, Path path, long asset) throws IOException {
        FileFrame frame = FileFrame.read(disk, path, FileFrame.CHECKPOINT);
        ByteBuffer body = frame.body();
        if (frame.asset() != asset || body.remaining() < FIXED) {
            throw new DamagedFileException(path + " belongs to another stream");
        }
        long number = body.getLong();
        long position = body.getLong();
        long last = body.getLong();
        long lastTime = body.getLong();
        int nextConsumer = body.getInt();
        int count = body.getInt();
        if (count < 0 || (long) count * SEGMENT != body.remaining()) {
            throw new DamagedFileException(path + " contradicts itself");
        }
        List<SegmentEntry> segments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            segments.add(segment(body));
        }
        return new CheckpointFile(number, position, last, lastTime, nextConsumer, segments);
    }

    private static SegmentEntry segment(ByteBuffer body) {
        long first = body.getLong();
        long last = body.getLong();
        long lastTime = body.getLong();
        int generation = body.getInt();
        int length = body.getInt();
        int flags = body.get();
        return new SegmentEntry(first, last, lastTime, generation, length, (flags & 1) != 0, (flags & 2) != 0);
    }
}
