package dev.natsbroker.broker.jetstream.api.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads an archive that comes in pieces. For one thread. */
public final class ArchiveReader {
    private static final int VARINT_MAX = 10;
    private static final long PART_MAX = 64L << 20;

    private final S2Reader packed = new S2Reader();
    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private boolean begun;
    private boolean ended;
    private int at;

    /** Takes the next piece. */
    public void add(byte[] piece, int offset, int length) {
        packed.add(piece, offset, length);
    }

    /** Whether nothing was read yet. */
    public boolean isEmpty() {
        return !begun;
    }

    /** Whether the end of the archive was read. */
    public boolean isComplete() {
        return ended && !packed.isTorn();
    }

    /**
     * The next entry, or null if the pieces so far hold no further one.
     *
     * @throws ArchiveException if it is no archive, or damaged
     */
    public @Nullable ArchiveEntry next() {
        while (!ended) {
            ArchiveEntry entry = begun || begin() ? entry() : null;
            if (entry != null) {
                ended = entry.isEnd();
                return ended ? null : entry;
            }
            byte[] more = packed.next();
            if (more.length == 0) {
                return null;
            }
            append(more);
        }
        return null;
    }

    private void append(byte[] more) {
        if (bytes.length - end < more.length) {
            int used = end - start;
            bytes = Arrays.copyOf(Arrays.copyOfRange(bytes, start, end), Math.max(used + more.length, 2 * used));
            start = 0;
            end = used;
        }
        System.arraycopy(more, 0, bytes, end, more.length);
        end += more.length;
    }

    private boolean begin() {
        int length = ArchiveWriter.MAGIC.length;
        if (end - start < length) {
            return false;
        }
        if (!Arrays.equals(bytes, start, start + length, ArchiveWriter.MAGIC, 0, length)) {
            throw new ArchiveException("unexpected archive format");
        }
        start += length;
        begun = true;
        return true;
    }

    private @Nullable ArchiveEntry entry() {
        at = start;
        long[] numbers = new long[5];
        for (int i = 0; i < numbers.length; i++) {
            if (!hasVarint()) {
                return null;
            }
            numbers[i] = varint();
        }
        long name = part(numbers[0]);
        long headers = part(numbers[3]);
        long payload = part(numbers[4]);
        if (end - at < name + headers + payload) {
            return null;
        }
        ArchiveEntry entry = new ArchiveEntry(
                bytes((int) name), numbers[1] >>> 1 ^ -(numbers[1] & 1), numbers[2], bytes((int) headers), bytes((int)
                        payload));
        start = at;
        return entry;
    }

    private static long part(long length) {
        if (length < 0 || length > PART_MAX) {
            throw new ArchiveException("corrupt archive");
        }
        return length;
    }

    private byte[] bytes(int length) {
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private boolean hasVarint() {
        for (int i = at; i < end; i++) {
            if (bytes[i] >= 0) {
                return true;
            }
            if (i - at >= VARINT_MAX) {
                throw new ArchiveException("corrupt archive");
            }
        }
        return false;
    }

    private long varint() {
        long value = 0;
        int shift = 0;
        byte b;
        do {
            b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }
}
