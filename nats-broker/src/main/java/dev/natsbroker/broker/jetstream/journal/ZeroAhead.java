package dev.natsbroker.broker.jetstream.journal;

import dev.natsbroker.broker.disk.DiskFullException;
import java.nio.ByteBuffer;

/**
 * Keeps written ground in front of the blocks of a fresh file: a force is quicker where the file system has nothing to note. Owned by
 * the lane.
 */
final class ZeroAhead {
    private static final int CHUNKS = 4;
    /** How much is written with one call. */
    private static final int ONE_WRITE = 256 << 10;

    private final JournalCore journal;
    private final int chunkBytes;
    private final ByteBuffer zeros;
    private boolean refused;

    ZeroAhead(JournalCore journal) {
        this.journal = journal;
        chunkBytes = journal.options().zeroChunkBytes();
        int page = BlockFormat.PAGE_BYTES;
        int bytes = (int) BlockFormat.pageUp(Math.min(chunkBytes, ONE_WRITE));
        zeros = ByteBuffer.allocateDirect(bytes + page).alignedSlice(page);
    }

    /** How much ground is kept in front of the blocks. */
    static long ahead(JournalOptions options) {
        return (long) options.zeroChunkBytes() * CHUNKS;
    }

    /** Whether the last chunk found no room. */
    boolean isRefused() {
        return refused;
    }

    /** The next try may be made at once. */
    void forgetRefusal() {
        refused = false;
    }

    /** Has the next chunk of {@code file} written if there is little left. */
    void keep(JournalFile file) {
        if (!refused && file.planZeros(chunkBytes, ahead(journal.options()))) {
            journal.sync().executeLater(() -> write(file));
        }
    }

    private void write(JournalFile file) {
        try {
            file.writeZeros(zeros);
            journal.lane().execute(() -> written(file));
        } catch (DiskFullException e) {
            journal.lane().execute(() -> {
                file.zerosDone(false);
                refused = true;
                journal.retryLater();
            });
        } catch (Throwable e) {
            journal.failFromSync("write", e);
        }
    }

    private void written(JournalFile file) {
        file.zerosDone(true);
        if (file == journal.currentFile() && !journal.hasFailed() && !journal.isClosing()) {
            keep(file);
        }
    }
}
