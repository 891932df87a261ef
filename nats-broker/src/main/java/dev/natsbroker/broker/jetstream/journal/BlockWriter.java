package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Gathers entries and frames them as a block ({@link BlockFormat}). Owned by the lane; allocates nothing per entry or block. */
final class BlockWriter {
    /** So much may wait for room on the device: the largest entry, and many small ones. */
    private static final int GATHERED_BYTES_MAX = 2 * BlockFormat.ENTRY_BYTES_MAX;

    private final int usualBytes;
    private ByteBuffer buffer;
    private final CRC32C crc = new CRC32C();
    private int count;
    private int end = BlockFormat.BLOCK_HEADER_BYTES;

    BlockWriter(int blockBytes) {
        usualBytes = blockBytes;
        buffer = ByteBuffer.allocateDirect(blockBytes);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The size of the block with its header. */
    int blockBytes() {
        return end;
    }

    static long blockBytes(int entryLength) {
        return (long) BlockFormat.BLOCK_HEADER_BYTES + BlockFormat.ENTRY_HEADER_BYTES + entryLength;
    }

    /** Whether an entry fits into what is free. */
    boolean fits(int entryLength) {
        return buffer.capacity() - end - BlockFormat.ENTRY_HEADER_BYTES >= entryLength;
    }

    /**
     * Makes the buffer so large that an entry fits into what is free, for entries that cannot be written now.
     *
     * @return whether it may be so large
     */
    boolean growFor(int entryLength) {
        long needed = (long) end + BlockFormat.ENTRY_HEADER_BYTES + entryLength;
        if (needed > GATHERED_BYTES_MAX) {
            return false;
        }
        long capacity = Math.min(GATHERED_BYTES_MAX, Math.max(needed, buffer.capacity() * 2L));
        buffer = ByteBuffer.allocateDirect((int) capacity).put(0, buffer, 0, end);
        return true;
    }

    /** Adds an entry, which has to fit. */
    void add(long asset, byte type, byte[] bytes, int offset, int length) {
        int at = putEntryHeader(asset, type, length);
        buffer.put(at, bytes, offset, length);
        end = at + length;
        count++;
    }

    private int putEntryHeader(long asset, byte type, int length) {
        buffer.putInt(end, length);
        buffer.put(end + BlockFormat.ENTRY_TYPE, type);
        buffer.putLong(end + BlockFormat.ENTRY_ASSET, asset);
        return end + BlockFormat.ENTRY_HEADER_BYTES;
    }

    /** Writes the block at the place that {@code file} has for it; what was gathered stays until {@link #clear}. */
    void writeTo(JournalFile file, long position, long forced) throws IOException {
        putHeader(file, position, forced, end - BlockFormat.BLOCK_HEADER_BYTES, count);
        checksumTo(end);
        buffer.putInt(BlockFormat.BLOCK_CRC, (int) crc.getValue());
        buffer.limit(end).position(0);
        try {
            file.write(buffer, 0);
        } finally {
            buffer.clear();
        }
    }

    /** Writes a block of one entry that is larger than the buffer, piece by piece. Nothing must be gathered. */
    void writeLargeTo(JournalFile file, Entry entry, long position, long forced) throws IOException {
        int at = putEntryHeader(entry.asset, entry.type, entry.length);
        putHeader(file, position, forced, BlockFormat.ENTRY_HEADER_BYTES + entry.length, 1);
        checksumTo(at);
        crc.update(entry.bytes, entry.offset, entry.length);
        buffer.putInt(BlockFormat.BLOCK_CRC, (int) crc.getValue());
        int fromBlock = 0;
        int done = 0;
        while (done < entry.length) {
            int piece = Math.min(entry.length - done, buffer.capacity() - at);
            buffer.put(at, entry.bytes, entry.offset + done, piece);
            buffer.limit(at + piece).position(0);
            try {
                file.write(buffer, fromBlock);
            } finally {
                buffer.clear();
            }
            fromBlock += at + piece;
            done += piece;
            at = 0;
        }
    }

    private void putHeader(JournalFile file, long position, long forced, int length, int entries) {
        buffer.putInt(BlockFormat.BLOCK_LENGTH, length);
        buffer.putLong(BlockFormat.BLOCK_GENERATION, file.id().generation());
        buffer.putLong(BlockFormat.BLOCK_SALT, file.id().salt());
        buffer.putLong(BlockFormat.BLOCK_OFFSET, file.offset());
        buffer.putLong(BlockFormat.BLOCK_POSITION, position);
        buffer.putLong(BlockFormat.BLOCK_FORCED, forced);
        buffer.putInt(BlockFormat.BLOCK_COUNT, entries);
        buffer.putInt(BlockFormat.BLOCK_RESERVED, 0);
    }

    private void checksumTo(int limit) {
        crc.reset();
        buffer.limit(limit).position(BlockFormat.BLOCK_LENGTH);
        crc.update(buffer);
        buffer.clear();
    }

    /** Forgets what was gathered. */
    void clear() {
        count = 0;
        end = BlockFormat.BLOCK_HEADER_BYTES;
        if (buffer.capacity() > usualBytes) {
            buffer = ByteBuffer.allocateDirect(usualBytes);
        }
    }

    /** An entry too large for the buffer. */
    record Entry(
            long asset,
            byte type,
            @SuppressWarnings("ArrayRecordComponent") byte[] bytes,
            int offset,
            int length) {}
}
