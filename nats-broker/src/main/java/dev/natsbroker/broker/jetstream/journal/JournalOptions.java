package dev.natsbroker.broker.jetstream.journal;

import java.time.Duration;

/**
 * The sizes of a journal.
 *
 * @param fileBytes the size of a file, at least 4 KiB; an entry that does not fit gets a larger file of its own
 * @param blockBytes the size of a buffer in which a batch is gathered, at least 1 KiB; a larger batch becomes several blocks, in as many
 *     buffers
 * @param zeroChunkBytes how much of a fresh file is written with zeros at a time, ahead of use
 * @param filesMax from how many files in use on the journal is overloaded
 * @param sparesMax how many files are kept for reuse
 * @param syncPolicy when an entry is durable
 * @param retryDelay how long after a full disk a checkpoint or write is tried again
 */
public record JournalOptions(
        int fileBytes,
        int blockBytes,
        int zeroChunkBytes,
        int filesMax,
        int sparesMax,
        SyncPolicy syncPolicy,
        Duration retryDelay) {
    private static final int SMALL_FILE_BYTES = 4 << 20;
    private static final int FILES_PER_DISK = 64;

    /** A message of the default {@code max_payload} with its subject and headers. */
    private static final int BLOCK_BYTES = (1 << 20) + (128 << 10);

    /** Files of 64 MiB, at most 8 of them, blocks of 1.1 MiB, forced always. */
    public static final JournalOptions DEFAULTS =
            new JournalOptions(64 << 20, BLOCK_BYTES, 1 << 20, 8, 2, SyncPolicy.ALWAYS, Duration.ofSeconds(1));

    /** Checks and rounds the sizes. */
    public JournalOptions {
        atLeast("fileBytes", fileBytes, 4096);
        atLeast("blockBytes", blockBytes, 1024);
        atLeast("zeroChunkBytes", zeroChunkBytes, BlockFormat.SECTOR_BYTES);
        atLeast("filesMax", filesMax, 2);
        atLeast("sparesMax", sparesMax, 0);
        fileBytes = fileBytes / BlockFormat.PAGE_BYTES * BlockFormat.PAGE_BYTES;
        zeroChunkBytes = zeroChunkBytes / BlockFormat.SECTOR_BYTES * BlockFormat.SECTOR_BYTES;
        blockBytes = Math.min(blockBytes, fileBytes - BlockFormat.FILE_HEADER_BYTES);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("The journal's " + name + " is " + value + ": at least " + least);
        }
    }

    /** The same for a disk with {@code usableBytes} left: on a small one the files are smaller, so that they leave room for data. */
    public JournalOptions forDiskOf(long usableBytes) {
        int most = (int) Math.min(fileBytes, Math.max(SMALL_FILE_BYTES, usableBytes / FILES_PER_DISK));
        return new JournalOptions(most, blockBytes, zeroChunkBytes, filesMax, sparesMax, syncPolicy, retryDelay);
    }

    /** How much is kept for the case that the disk is full. */
    public long reserveBytes() {
        return zeroChunkBytes;
    }

    /** The same with another policy. */
    public JournalOptions withSyncPolicy(SyncPolicy policy) {
        return new JournalOptions(fileBytes, blockBytes, zeroChunkBytes, filesMax, sparesMax, policy, retryDelay);
    }
}
