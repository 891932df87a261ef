package dev.natsbroker.broker.jetstream.journal;

/**
 * The layout of a journal's files, version 1. All numbers are big-endian.
 *
 * <p>A lane's directory {@code journal/lane-<n>} holds files {@code <generation>-<salt>.journal} (16 hexadecimal digits each) in use,
 * files of the same name with {@code .spare} waiting for reuse, and the file {@code checkpoint} ({@link CheckpointMarker}).
 *
 * <pre>
 * file    ┌──────────────┬─────────┬─────┬─────────┬─────┬─────────────────────┐
 *         │ header       │ block   │ pad │ block   │ pad │ zeros, or remains of│
 *         │ 512 bytes    │         │     │         │     │ an older generation │
 *         └──────────────┴─────────┴─────┴─────────┴─────┴─────────────────────┘
 *         each block begins at a multiple of 512, so that a later write never touches a sector that is durable; one that is
 *         written past the page cache at a multiple of 4096, and zeros fill its last page
 *
 * header   0      8      12    16           24     32
 *         ┌──────┬──────┬─────┬────────────┬──────┐
 *         │magic │vers. │crc  │generation  │salt  │  crc: CRC-32C of the 32 bytes with crc = 0
 *         └──────┴──────┴─────┴────────────┴──────┘  magic: "NATSJRNL"; magic, version and crc stand here in every version
 *
 * block    0    4      8            16     24       32        40       48      52         56
 *         ┌────┬──────┬────────────┬──────┬────────┬─────────┬────────┬───────┬──────────┬─────────┐
 *         │crc │length│generation  │salt  │offset  │position │forced  │count  │reserved  │ entries │
 *         └────┴──────┴────────────┴──────┴────────┴─────────┴────────┴───────┴──────────┴─────────┘
 *         crc: CRC-32C of everything behind it; length: bytes of the entries; offset: of the block in its file;
 *         position: of its first entry; forced: up to which position the device had everything when it was written
 *
 * entry    0      4    5      13
 *         ┌──────┬────┬──────┬───────────┐
 *         │length│type│asset │ bytes     │   length: of the bytes
 *         └──────┴────┴──────┴───────────┘
 * </pre>
 *
 * <p>A <em>position</em> counts the bytes of entries (with their 13 bytes), not those of headers and padding; the blocks of a lane
 * follow each other without a gap in it, whatever files they lie in. Positions only grow, over the whole life of a store.
 *
 * <p>A file is reused under another generation and salt. A block counts only if it names both and its own offset, so the remains of
 * an older generation never do; and since nobody outside knows the salt, no message can hold bytes that pass for a block after a
 * torn write.
 */
final class BlockFormat {
    static final long MAGIC = 0x4E415453_4A524E4CL;
    static final int VERSION = 1;

    static final int SECTOR_BYTES = 512;
    /** What is written past the page cache begins and ends at multiples of this. */
    static final int PAGE_BYTES = 4096;

    static final int FILE_HEADER_BYTES = SECTOR_BYTES;
    static final int FILE_HEADER_USED = 32;

    static final int FILE_VERSION = 8;
    static final int FILE_CRC = 12;
    static final int FILE_GENERATION = 16;
    static final int FILE_SALT = 24;

    static final int BLOCK_HEADER_BYTES = 56;
    static final int BLOCK_CRC = 0;
    static final int BLOCK_LENGTH = 4;
    static final int BLOCK_GENERATION = 8;
    static final int BLOCK_SALT = 16;
    static final int BLOCK_OFFSET = 24;
    static final int BLOCK_POSITION = 32;
    static final int BLOCK_FORCED = 40;
    static final int BLOCK_COUNT = 48;
    static final int BLOCK_RESERVED = 52;

    static final int ENTRY_HEADER_BYTES = 13;
    static final int ENTRY_TYPE = 4;
    static final int ENTRY_ASSET = 5;

    /** The largest entry: a message of 64 MiB with what the stream adds to it. */
    static final int ENTRY_BYTES_MAX = (64 << 20) + (1 << 20);

    static final String IN_USE = ".journal";
    static final String SPARE = ".spare";
    static final String DAMAGED = ".damaged";

    private BlockFormat() {}

    static long alignUp(long offset) {
        return (offset + SECTOR_BYTES - 1) & -SECTOR_BYTES;
    }

    static long pageUp(long offset) {
        return (offset + PAGE_BYTES - 1) & -PAGE_BYTES;
    }
}
