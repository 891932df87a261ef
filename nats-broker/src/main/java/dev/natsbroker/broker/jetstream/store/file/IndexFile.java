package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The index of a sealed segment as a file: derived from the segment, so that it can be thrown away.
 *
 * <pre>
 *   body of a {@link FileFrame}:
 *   first u64 | generation u32 | segment length u32 | last sequence u64 | last time i64
 *   | delete ranges r u32 | subjects s u32 | subject bytes b u32 | entries n u32
 *   | r × (from u64, to u64) | n × offset i32 (-1: no message) | n × subject number i32 | n × size u32
 *   | s × length u16 | b bytes of subjects
 * </pre>
 */
final class IndexFile {
    private static final int FIXED = 48;

    private IndexFile() {}

    static SegmentContents read(Disk disk, Path path, long asset) throws IOException {
        FileFrame frame = FileFrame.read(disk, path, FileFrame.INDEX);
        ByteBuffer body = frame.body();
        if (frame.asset() != asset || body.remaining() < FIXED) {
            throw new DamagedFileException(path + " belongs to another stream");
        }
        long first = body.getLong();
        int generation = body.getInt();
        int length = body.getInt();
        long last = body.getLong();
        long lastTime = body.getLong();
        int ranges = body.getInt();
        int[] starts = new int[Math.max(0, body.getInt()) + 1];
        int subjectBytes = body.getInt();
        int entries = body.getInt();
        long expected = 16L * ranges + 12L * entries + 2L * (starts.length - 1) + subjectBytes;
        if (ranges < 0 || entries < 0 || subjectBytes < 0 || body.remaining() != expected) {
            throw new DamagedFileException(path + " contradicts itself");
        }
        SequenceRanges deletes = new SequenceRanges();
        for (int i = 0; i < ranges; i++) {
            deletes.add(body.getLong(), body.getLong());
        }
        int[] offsets = ints(body, entries);
        int[] locals = ints(body, entries);
        int[] sizes = ints(body, entries);
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + (body.getShort() & 0xFFFF);
        }
        byte[] subjects = new byte[subjectBytes];
        body.get(subjects);
        return new SegmentContents(
                first, generation, length, last, lastTime, deletes, entries, offsets, locals, sizes, subjects, starts);
    }

    private static int[] ints(ByteBuffer body, int count) {
        int[] values = new int[count];
        body.asIntBuffer().get(values);
        body.position(body.position() + 4 * count);
        return values;
    }

    static byte[] encode(long asset, SegmentContents contents) {
        int entries = contents.entries();
        int subjects = contents.subjectCount();
        SequenceRanges deletes = contents.deletes();
        long size = FIXED + 16L * deletes.size() + 12L * entries + 2L * subjects + contents.subjects().length;
        byte[] bytes = FileFrame.allocate(FileFrame.INDEX, asset, Math.toIntExact(size));
        ByteBuffer body = new FileFrame(FileFrame.INDEX, asset, bytes).body();
        body.putLong(contents.first()).putInt(contents.generation()).putInt(contents.length());
        body.putLong(contents.last()).putLong(contents.lastTime());
        body.putInt(deletes.size())
                .putInt(subjects)
                .putInt(contents.subjects().length)
                .putInt(entries);
        deletes.forEach((from, to) -> body.putLong(from).putLong(to));
        putAll(body, contents.offsets(), entries);
        putAll(body, contents.locals(), entries);
        putAll(body, contents.sizes(), entries);
        for (int i = 0; i < subjects; i++) {
            body.putShort((short) (contents.starts()[i + 1] - contents.starts()[i]));
        }
        body.put(contents.subjects());
        return FileFrame.seal(bytes);
    }

    private static void putAll(ByteBuffer body, int[] values, int count) {
        body.asIntBuffer().put(values, 0, count);
        body.position(body.position() + 4 * count);
    }
}
