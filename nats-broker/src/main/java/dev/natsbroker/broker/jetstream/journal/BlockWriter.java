package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Gathers entries, frames them as a block ({@link BlockFormat}) and writes it. Allocates nothing per entry or block, but for entries that
 * are larger than the usual block. Owned by the lane; between {@link #place} and {@link #clear} by the thread that writes it.
 */
final class BlockWriter {
    /** So much may wait for room on the device: the largest entry, and many small ones. */
    private static final int GATHERED_BYTES_MAX = 2 * BlockFormat.ENTRY_BYTES_MAX;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BlockFormat.PAGE_BYTES);

    private final int usualBytes;
    private ByteBuffer buffer;
    private int capacity;
    private final CRC32C crc = new CRC32C();
    private int count;
    private int end = BlockFormat.BLOCK_HEADER_BYTES;
    private @Nullable JournalFile file;
    private long offset;
    private long position;

    BlockWriter(int blockBytes) {
        usualBytes = blockBytes;
        capacity = blockBytes;
        buffer = allocate(blockBytes);
    }

    /** Memory that can be written past the page cache: from the start of a page on, and up to the end of one. */
    private static ByteBuffer allocate(int bytes) {
        int page = BlockFormat.PAGE_BYTES;
        return ByteBuffer.allocateDirect((int) BlockFormat.pageUp(bytes) + page).alignedSlice(page);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The size of the block with its header. */
    int blockBytes() {
        return end;
    }

    /** Whether an entry fits into what is free. */
    boolean fits(int entryLength) {
        return capacity - end - BlockFormat.ENTRY_HEADER_BYTES >= entryLength;
    }

    /**
     * Makes the buffer so large that an entry fits into what is free: a large one, or one that waits for room on the device with others.
     *
     * @return whether it may be so large
     */
    boolean growFor(int entryLength) {
        long needed = (long) end + BlockFormat.ENTRY_HEADER_BYTES + entryLength;
        if (needed > GATHERED_BYTES_MAX) {
            return false;
        }
        int wanted = (int) Math.min(GATHERED_BYTES_MAX, Math.max(needed, capacity * 2L));
        if (wanted > buffer.capacity()) {
            buffer = allocate(wanted).put(0, buffer, 0, end); // may fail: nothing has changed then
        }
        capacity = wanted;
        return true;
    }

    /** Adds an entry, which has to fit. */
    void add(long asset, byte type, byte[] bytes, int from, int length) {
        buffer.putInt(end, length);
        buffer.put(end + BlockFormat.ENTRY_TYPE, type);
        buffer.putLong(end + BlockFormat.ENTRY_ASSET, asset);
        int at = end + BlockFormat.ENTRY_HEADER_BYTES;
        buffer.put(at, bytes, from, length);
        end = at + length;
        count++;
    }

    /** Says where the block goes: to the offset that {@code target} is at. No more can be added until {@link #clear}. */
    void place(JournalFile target, long start, long forced) {
        file = target;
        position = start;
        offset = target.offset();
        buffer.putInt(BlockFormat.BLOCK_LENGTH, end - BlockFormat.BLOCK_HEADER_BYTES);
        buffer.putLong(BlockFormat.BLOCK_GENERATION, target.id().generation());
        buffer.putLong(BlockFormat.BLOCK_SALT, target.id().salt());
        buffer.putLong(BlockFormat.BLOCK_OFFSET, offset);
        buffer.putLong(BlockFormat.BLOCK_POSITION, start);
        buffer.putLong(BlockFormat.BLOCK_FORCED, forced);
        buffer.putInt(BlockFormat.BLOCK_COUNT, count);
        buffer.putInt(BlockFormat.BLOCK_RESERVED, 0);
    }

    /** The position of the first entry of a block that has its place. */
    long position() {
        return position;
    }

    /** How much memory it has. */
    int bufferBytes() {
        return buffer.capacity();
    }

    /** Writes the block to its place. If there is no room, it can be written again. */
    void write() throws IOException {
        write(end, false);
    }

    /** The same past the page cache where the file can be written so, in whole pages. */
    void writeThrough() throws IOException {
        int padding = (int) BlockFormat.pageUp(end) - end;
        buffer.put(end, ZEROS, 0, padding);
        write(end + padding, true);
    }

    private void write(int bytes, boolean through) throws IOException {
        crc.reset();
        buffer.limit(end).position(BlockFormat.BLOCK_LENGTH);
        crc.update(buffer);
        buffer.putInt(BlockFormat.BLOCK_CRC, (int) crc.getValue());
        buffer.limit(bytes).position(0);
        JournalFile target = Objects.requireNonNull(file);
        try {
            if (through) {
                target.writeThrough(buffer, offset, end);
            } else {
                target.write(buffer, offset);
            }
        } finally {
            buffer.clear();
        }
    }

    /** Forgets what was gathered; keeps the memory. */
    void clear() {
        count = 0;
        end = BlockFormat.BLOCK_HEADER_BYTES;
        file = null;
        capacity = usualBytes;
    }
}
