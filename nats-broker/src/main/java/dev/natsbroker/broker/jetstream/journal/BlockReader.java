package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads the blocks of one file. Owned by one thread. */
final class BlockReader implements AutoCloseable {
    private static final int WINDOW_BYTES = 256 << 10;

    private final Path path;
    private final FileId id;
    private final DiskFile file;
    private final long size;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer window;
    private long windowFrom;
    private int windowBytes;
    private int incomplete;

    /** A block that is whole. */
    record Block(FileId file, Path path, long offset, int length, long position, long forced, int count) {
        long end() {
            return position + length;
        }
    }

    BlockReader(Disk disk, Path path, FileId id) throws IOException {
        this.path = path;
        this.id = id;
        this.file = disk.openExisting(path);
        this.size = file.size();
        this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, size));
    }

    /** How many blocks of this file {@link #scan} has found begun, but not whole. */
    int incomplete() {
        return incomplete;
    }

    /**
     * Finds all blocks that are whole and belong to this use of the file. Where there is none, it looks at each following sector:
     * no other bytes can pass for one, because they would have to name the file's salt and their own offset.
     *
     * @throws JournalFormatException if the file is none of ours, or one of a newer version
     */
    List<Block> scan() throws IOException {
        checkHeader();
        List<Block> blocks = new ArrayList<>();
        long at = BlockFormat.FILE_HEADER_BYTES;
        while (at + BlockFormat.BLOCK_HEADER_BYTES <= size) {
            int length = wholeBlockAt(at);
            if (length < 0) {
                at += BlockFormat.SECTOR_BYTES;
            } else {
                blocks.add(blockAt(at, length));
                at = BlockFormat.alignUp(at + BlockFormat.BLOCK_HEADER_BYTES + length);
            }
        }
        if (blocks.isEmpty() && isForeign()) {
            throw new JournalFormatException(
                    path + " bears the name of a journal file, but is none: move it away, or restore "
                            + "what stood there, and start again. It was left untouched");
        }
        return blocks;
    }

    private void checkHeader() throws IOException {
        if (size < BlockFormat.FILE_HEADER_USED) {
            return;
        }
        load(0, BlockFormat.FILE_HEADER_USED);
        byte[] header = new byte[BlockFormat.FILE_HEADER_USED];
        window.get(0, header);
        if (window.getLong(0) == BlockFormat.MAGIC && window.getInt(BlockFormat.FILE_CRC) == FileId.checksum(header)) {
            checkVersion(path, window.getInt(BlockFormat.FILE_VERSION));
        }
        // A header that is torn, or of an older use, says nothing: the file's name tells which blocks count.
    }

    static void checkVersion(Path path, int version) throws JournalFormatException {
        if (version != BlockFormat.VERSION) {
            throw new JournalFormatException(
                    path + " has the format version " + version + ", this server reads version " + BlockFormat.VERSION
                            + ": start the server that wrote it. It was left untouched");
        }
    }

    /** Whether the file begins with something that this journal never writes there. */
    private boolean isForeign() throws IOException {
        int bytes = (int) Math.min(size, Long.BYTES);
        load(0, bytes);
        byte[] ours = ByteBuffer.allocate(Long.BYTES).putLong(BlockFormat.MAGIC).array();
        boolean blank = true;
        boolean magic = true;
        for (int i = 0; i < bytes; i++) {
            blank &= window.get(i) == 0;
            magic &= window.get(i) == ours[i];
        }
        return !blank && !magic;
    }

    /** The length of the entries of the block at {@code at}, or -1. */
    private int wholeBlockAt(long at) throws IOException {
        int header = load(at, BlockFormat.BLOCK_HEADER_BYTES);
        if (window.getLong(header + BlockFormat.BLOCK_GENERATION) != id.generation()
                || window.getLong(header + BlockFormat.BLOCK_SALT) != id.salt()
                || window.getLong(header + BlockFormat.BLOCK_OFFSET) != at) {
            return -1;
        }
        int length = window.getInt(header + BlockFormat.BLOCK_LENGTH);
        if (length <= 0 || length > size - at - BlockFormat.BLOCK_HEADER_BYTES) {
            incomplete++;
            return -1;
        }
        header = load(at, BlockFormat.BLOCK_HEADER_BYTES + length);
        crc.reset();
        crc.update(
                window.array(),
                header + BlockFormat.BLOCK_LENGTH,
                BlockFormat.BLOCK_HEADER_BYTES - BlockFormat.BLOCK_LENGTH + length);
        if (window.getInt(header + BlockFormat.BLOCK_CRC) != (int) crc.getValue()) {
            incomplete++;
            return -1;
        }
        return length;
    }

    private Block blockAt(long at, int length) throws IOException {
        int header = load(at, BlockFormat.BLOCK_HEADER_BYTES);
        return new Block(
                id,
                path,
                at,
                length,
                window.getLong(header + BlockFormat.BLOCK_POSITION),
                window.getLong(header + BlockFormat.BLOCK_FORCED),
                window.getInt(header + BlockFormat.BLOCK_COUNT));
    }

    /**
     * Feeds the entries of a block that {@link #scan} has found.
     *
     * @throws JournalFormatException if the device gives other bytes than before
     */
    void feed(Block block, EntryTarget target) throws IOException {
        if (wholeBlockAt(block.offset()) != block.length()) {
            throw new JournalFormatException(path + " reads differently each time at " + block.offset());
        }
        int from = load(block.offset(), BlockFormat.BLOCK_HEADER_BYTES + block.length());
        int at = from + BlockFormat.BLOCK_HEADER_BYTES;
        int end = at + block.length();
        int first = at;
        while (at < end) {
            int length = window.getInt(at);
            int bytes = at + BlockFormat.ENTRY_HEADER_BYTES;
            target.entry(
                    window.getLong(at + BlockFormat.ENTRY_ASSET),
                    window.get(at + BlockFormat.ENTRY_TYPE),
                    window.array(),
                    bytes,
                    length,
                    block.position() + (bytes + length - first));
            at = bytes + length;
        }
    }

    /** Takes entries; the bytes are valid during the call only. */
    interface EntryTarget {
        void entry(long asset, byte type, byte[] bytes, int offset, int length, long position);
    }

    /** Has {@code length} bytes from {@code offset} on in the window, and returns where they begin there. */
    private int load(long offset, int length) throws IOException {
        if (offset < windowFrom || offset + length > windowFrom + windowBytes) {
            if (length > window.capacity()) {
                window = ByteBuffer.allocate(length);
            }
            windowFrom = offset;
            windowBytes = 0;
            window.clear();
            windowBytes = file.read(window, offset);
            if (windowBytes < length) {
                throw new IOException(path + " ended at " + (offset + windowBytes) + " while it was read");
            }
        }
        return (int) (offset - windowFrom);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
