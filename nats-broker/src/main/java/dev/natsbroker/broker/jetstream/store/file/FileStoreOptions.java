package dev.natsbroker.broker.jetstream.store.file;

/**
 * How a stream is laid out in files.
 *
 * @param segmentBytes from which length on a segment is sealed and the next one started
 * @param tailBytes how much is gathered in memory before it is written to the segment
 * @param indexBytesMax how much memory the loaded indexes of sealed segments may take together
 * @param compactionsMax how many segments one checkpoint rewrites at most, so that it does not hold up the sync thread
 */
public record FileStoreOptions(int segmentBytes, int tailBytes, long indexBytesMax, int compactionsMax) {
    private static final int SEGMENT_BYTES_MAX = 1 << 30;

    /** 16 MiB, 256 KiB, 48 MiB, 4. */
    public static final FileStoreOptions DEFAULT = new FileStoreOptions(16 << 20, 256 << 10, 48 << 20, 4);

    /** Checks the ranges. */
    public FileStoreOptions {
        if (segmentBytes < 256 || segmentBytes > SEGMENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "segmentBytes is " + segmentBytes + ", must be 256 to " + SEGMENT_BYTES_MAX);
        }
        if (tailBytes < 128 || tailBytes > segmentBytes * 2) {
            throw new IllegalArgumentException("tailBytes is " + tailBytes + ", must be 128 to two segments");
        }
    }
}
