package dev.natsbroker.broker.jetstream.api.archive;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The framing of S2 and Snappy.
 *
 * <pre>
 *   chunk = type (1 byte), length of the rest (3 bytes, little endian), rest
 *   data chunk = 0x00 (compressed) or 0x01 (as it is), length, masked CRC-32C of the data (4 bytes), data
 *   first chunk = 0xff, 6, "S2sTwO" or "sNaPpY"
 * </pre>
 *
 * @see <a href="https://github.com/google/snappy/blob/main/framing_format.txt">Snappy framing format</a>
 */
final class S2Frame {
    static final int COMPRESSED = 0x00;
    static final int AS_IT_IS = 0x01;
    static final int FIRST_SKIPPABLE = 0x80;
    static final int STREAM_ID = 0xff;
    static final int HEADER_LENGTH = 4;
    static final int CHECKSUM_LENGTH = 4;
    /** The most that a chunk may hold when it is unpacked. */
    static final int BLOCK_MAX = 4 << 20;

    static final byte[] S2_ID = "S2sTwO".getBytes(StandardCharsets.US_ASCII);
    static final byte[] SNAPPY_ID = "sNaPpY".getBytes(StandardCharsets.US_ASCII);

    private static final int MASK = 0xa282ead8;

    private S2Frame() {}

    static int checksum(byte[] data, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, offset, length);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + MASK;
    }
}
