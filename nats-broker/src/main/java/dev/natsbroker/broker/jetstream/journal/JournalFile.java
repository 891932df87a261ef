package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of a journal. The lane owns the fields and writes blocks into the page cache; the sync thread writes the others past it, forces
 * the file, writes zeros ahead, and makes it a spare when the lane has let go of it.
 */
final class JournalFile {
    private final Disk disk;
    private final DiskFile file;
    /** The same file past the page cache, null if it is not or cannot be opened so. */
    private final @Nullable DiskFile uncached;

    private Path path;
    private FileId id;
    private long capacity;
    private long offset = BlockFormat.FILE_HEADER_BYTES;
    private long endPosition;

    /** Up to where the file has been written before, by blocks or by zeros. */
    private long writtenTo;

    private long zeroingFrom;
    private long zeroingTo;
    private boolean touched;

    /** The sync thread's: whether the file's present name is durable. */
    private boolean nameForced;

    /** The sync thread's: whether something was written past the page cache, or refused. */
    private boolean takesPages;

    private boolean refusesPages;

    /** @param through whether it is written past the page cache where the disk can do so */
    JournalFile(Disk disk, Path path, FileId id, long capacity, boolean through) throws IOException {
        this.disk = disk;
        this.path = path;
        this.id = id;
        this.capacity = capacity;
        this.file = disk.open(path);
        this.uncached = through ? disk.openUncached(path, BlockFormat.PAGE_BYTES) : null;
        this.writtenTo = alignUp(file.size(), true);
    }

    /** The next offset at which a block, written past the page cache or not, can begin or end. */
    private long alignUp(long at, boolean through) {
        return through && uncached != null ? BlockFormat.pageUp(at) : BlockFormat.alignUp(at);
    }

    /** Begins the file, or begins it anew under another identity. Neither header nor name is durable before the first force. */
    void begin(FileId next, long nextCapacity) throws IOException {
        Path nextPath = path.resolveSibling(next.name(BlockFormat.IN_USE));
        if (!nextPath.equals(path)) {
            disk.move(path, nextPath);
        }
        path = nextPath;
        id = next;
        capacity = nextCapacity;
        offset = BlockFormat.FILE_HEADER_BYTES;
        nameForced = false;
        file.write(next.header(), 0);
        writtenTo = Math.max(writtenTo, alignUp(BlockFormat.FILE_HEADER_BYTES, true));
    }

    FileId id() {
        return id;
    }

    Path path() {
        return path;
    }

    long capacity() {
        return capacity;
    }

    /** Where the next block goes. */
    long offset() {
        return offset;
    }

    /** The position behind the last block. */
    long endPosition() {
        return endPosition;
    }

    /** Up to where the file has been written before. */
    long writtenTo() {
        return writtenTo;
    }

    /**
     * Finds the place for a block, and tells whether there is one.
     *
     * @param through whether it will be written past the page cache
     */
    boolean makeRoom(long blockBytes, boolean through) {
        offset = alignUp(offset, through);
        // Zeros are on their way there at this moment and would wipe the block out.
        // The gap costs nothing but room: the reader goes by positions.
        if (offset < zeroingTo && offset + blockBytes > zeroingFrom) {
            offset = zeroingTo;
        }
        return offset + blockBytes <= capacity;
    }

    /** Writes a block into the page cache. */
    void write(ByteBuffer block, long at) throws IOException {
        file.write(block, at);
    }

    /**
     * Writes a block past the page cache, if that is possible.
     *
     * @param wholePages the block with what fills its last page
     * @param length of the block alone
     */
    void writeThrough(ByteBuffer wholePages, long at, int length) throws IOException {
        if (!writePages(wholePages, at)) {
            file.write(wholePages.limit(length).position(0), at);
        }
    }

    /** On the sync thread: writes past the page cache; false if the file system refuses that, though it has opened the file for it. */
    private boolean writePages(ByteBuffer pages, long at) throws IOException {
        if (uncached == null || refusesPages) {
            return false;
        }
        try {
            uncached.write(pages, at);
            takesPages = true;
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException e) {
            if (takesPages) {
                throw e;
            }
            refusesPages = true;
        }
        return takesPages;
    }

    /** The block at {@link #offset} has its place. */
    void advance(long blockBytes, boolean through, long position) {
        offset = alignUp(offset + blockBytes, through);
        writtenTo = Math.max(writtenTo, alignUp(offset, true));
        endPosition = position;
    }

    /** Marks the file for the next force; false if it was. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void untouch() {
        touched = false;
    }

    /** Plans to write the next chunk with zeros, if there is less than {@code ahead} left before fresh ground. */
    boolean planZeros(long chunk, long ahead) {
        if (zeroingTo > 0 || writtenTo >= capacity || writtenTo - offset >= ahead) {
            return false;
        }
        zeroingFrom = writtenTo;
        zeroingTo = Math.min(alignUp(capacity, true), writtenTo + alignUp(chunk, true));
        return true;
    }

    /** On the sync thread: does what was planned. */
    void writeZeros(ByteBuffer zeros) throws IOException {
        for (long at = zeroingFrom; at < zeroingTo; at += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), zeroingTo - at));
            if (!writePages(zeros, at)) {
                file.write(zeros.position(0), at);
            }
        }
    }

    /** What was planned is over. */
    void zerosDone(boolean written) {
        if (written) {
            writtenTo = Math.max(writtenTo, zeroingTo);
        }
        zeroingFrom = 0;
        zeroingTo = 0;
    }

    /** On the sync thread: makes everything that was written before durable, with the name. */
    void force() throws IOException {
        file.force();
        if (!nameForced) {
            disk.syncDirectory(Objects.requireNonNull(path.getParent()));
            nameForced = true;
        }
    }

    /** On the sync thread: takes the name of a spare, of which no more than {@code most} bytes are kept. */
    void retire(long most) throws IOException {
        if (file.size() > most) {
            file.truncate(most);
        }
        Path spare = path.resolveSibling(id.name(BlockFormat.SPARE));
        disk.move(path, spare);
        path = spare;
    }

    /** The file is a spare with no more than {@code most} bytes. */
    void retired(long most) {
        if (most < writtenTo) {
            writtenTo = alignUp(most, true);
        }
    }

    /** On the sync thread, or when it has ended. */
    void close() throws IOException {
        if (uncached != null) {
            uncached.close();
        }
        file.close();
    }

    /** On the sync thread. */
    void delete() throws IOException {
        close();
        disk.delete(path);
    }
}
