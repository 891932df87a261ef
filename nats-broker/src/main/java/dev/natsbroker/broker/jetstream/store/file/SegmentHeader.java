package dev.natsbroker.broker.jetstream.store.file;

import java.util.zip.CRC32C;

/**
 * What a segment file starts with.
 *
 * <pre>
 *   0       4         6   8          16               24                 28  32                     40    44
 *   | magic | version | 0 | asset id | first sequence | generation u32   | 0 | compacted at (u64)   | crc |
 * </pre>
 *
 * @param asset the stream's asset id
 * @param first the first sequence that its records may have
 * @param generation how many times it was rewritten
 * @param compactedAt the number of the checkpoint whose deletions a rewritten segment does not hold any more, 0 if never rewritten
 */
record SegmentHeader(long asset, long first, int generation, long compactedAt) {
    static final int SIZE = 44;
    static final int VERSION = 1;

    private static final int MAGIC = 0x4753424E; // "NBSG"
    private static final int CRC_AT = 40;

    void put(byte[] target, int at) {
        java.util.Arrays.fill(target, at, at + SIZE, (byte) 0);
        Bytes.putInt(target, at, MAGIC);
        Bytes.putShort(target, at + 4, VERSION);
        Bytes.putLong(target, at + 8, asset);
        Bytes.putLong(target, at + 16, first);
        Bytes.putInt(target, at + 24, generation);
        Bytes.putLong(target, at + 32, compactedAt);
        Bytes.putInt(target, at + CRC_AT, checksum(target, at));
    }

    /** Whether it is the start of a segment of any version, intact. */
    static boolean isHeader(byte[] bytes, int length) {
        return length >= SIZE && Bytes.getInt(bytes, 0) == MAGIC && Bytes.getInt(bytes, CRC_AT) == checksum(bytes, 0);
    }

    static int version(byte[] bytes) {
        return Bytes.getShort(bytes, 4);
    }

    static SegmentHeader get(byte[] bytes) {
        return new SegmentHeader(
                Bytes.getLong(bytes, 8), Bytes.getLong(bytes, 16), Bytes.getInt(bytes, 24), Bytes.getLong(bytes, 32));
    }

    private static int checksum(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, CRC_AT);
        return (int) crc.getValue();
    }
}
