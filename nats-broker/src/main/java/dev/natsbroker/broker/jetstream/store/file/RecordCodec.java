package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import java.util.zip.CRC32C;

/**
 * The layout of a record, the unit of segments and of the journal's append entries. Little-endian. Owned by the thread that made it.
 *
 * <pre>
 *   0        4        8    9     10        12        16         24       32
 *   | length | crc    |kind|flags| subject | headers | sequence | time   | subject | headers | payload |
 *   | u32    | u32    | u8 | u8  | len u16 | len u32 | u64      | i64    |         |         |         |
 *             `--------- CRC-32C of everything from byte 8 to the record's end -----------------------------'
 * </pre>
 *
 * {@code length} is that of the whole record. Kinds and what differs:
 *
 * <ul>
 *   <li>{@link #MESSAGE}: with the flag {@link #COMPRESSED} the payload is its raw length (u32) and its deflated bytes.
 *   <li>{@link #DELETES}: {@code payload} lists deleted sequences ({@link SequenceRanges}), {@code time} is the number of the
 *       checkpoint that follows, {@code sequence} the stream's last.
 *   <li>{@link #SKIP}: the stream's last sequence is {@code sequence} now, nothing was stored.
 *   <li>{@link #ERASED}: was a message, its content is overwritten with zeros.
 * </ul>
 */
final class RecordCodec {
    static final int HEADER = 32;
    static final byte MESSAGE = 1;
    static final byte DELETES = 2;
    static final byte SKIP = 3;
    static final byte ERASED = 4;
    static final int COMPRESSED = 1;

    /** What a device writes as a whole, at least. */
    private static final int SECTOR = 512;

    private static final int CRC_AT = 4;
    private static final int CHECKED_FROM = 8;
    private static final int KIND_AT = 8;
    private static final int FLAGS_AT = 9;
    private static final int SUBJECT_AT = 10;
    private static final int HEADERS_AT = 12;
    private static final int SEQUENCE_AT = 16;
    private static final int TIME_AT = 24;

    private final CRC32C crc = new CRC32C();

    /** The length of an uncompressed message's record; more than an int can hold is possible. */
    static long lengthOf(NewMessage message) {
        return (long) HEADER + message.subjectLength + message.headersLength + message.payloadLength;
    }

    /** Encodes a message; returns the record's length. */
    int encode(byte[] target, int at, NewMessage message, PayloadCompression compression) {
        int subjectAt = at + HEADER;
        int headersAt = subjectAt + message.subjectLength;
        int payloadAt = headersAt + message.headersLength;
        System.arraycopy(message.subject, message.subjectOffset, target, subjectAt, message.subjectLength);
        System.arraycopy(message.headers, message.headersOffset, target, headersAt, message.headersLength);
        int stored = compression.compress(message, target, payloadAt);
        int flags = COMPRESSED;
        if (stored < 0) {
            System.arraycopy(message.payload, message.payloadOffset, target, payloadAt, message.payloadLength);
            stored = message.payloadLength;
            flags = 0;
        }
        int length = payloadAt + stored - at;
        putSizes(target, at, message.subjectLength, message.headersLength);
        finish(target, at, length, MESSAGE, flags, message.sequence, message.timeNanos);
        return length;
    }

    /** Completes a record without subject and headers whose {@code bodyLength} bytes lie behind its header; returns its length. */
    int encodePlain(byte[] target, int at, byte kind, long sequence, long time, int bodyLength) {
        putSizes(target, at, 0, 0);
        finish(target, at, HEADER + bodyLength, kind, 0, sequence, time);
        return HEADER + bodyLength;
    }

    /** Overwrites the record's content. */
    void erase(byte[] bytes, int at) {
        int length = length(bytes, at);
        java.util.Arrays.fill(bytes, at + HEADER, at + length, (byte) 0);
        encodePlain(bytes, at, ERASED, sequence(bytes, at), time(bytes, at), length - HEADER);
    }

    /**
     * Whether the damaged record at {@code at} is one whose erasure a loss of power has cut short: some of its sectors are overwritten.
     * Length, sequence and time are the same before and after.
     *
     * @param bytes the file from its beginning
     */
    boolean isTornErasure(byte[] bytes, int at) {
        int end = at + length(bytes, at);
        byte[] erased = java.util.Arrays.copyOfRange(bytes, at, end);
        erase(erased, 0);
        int from = at;
        while (from < end) {
            int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
            boolean tells = to > at + KIND_AT; // what comes before is not telling
            if (tells && java.util.Arrays.equals(bytes, from, to, erased, from - at, to - at)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    private static void putSizes(byte[] target, int at, int subjectLength, int headersLength) {
        Bytes.putShort(target, at + SUBJECT_AT, subjectLength);
        Bytes.putInt(target, at + HEADERS_AT, headersLength);
    }

    private void finish(byte[] target, int at, int length, byte kind, int flags, long sequence, long time) {
        Bytes.putInt(target, at, length);
        target[at + KIND_AT] = kind;
        target[at + FLAGS_AT] = (byte) flags;
        Bytes.putLong(target, at + SEQUENCE_AT, sequence);
        Bytes.putLong(target, at + TIME_AT, time);
        Bytes.putInt(target, at + CRC_AT, checksum(target, at, length));
    }

    private int checksum(byte[] bytes, int at, int length) {
        crc.reset();
        crc.update(bytes, at + CHECKED_FROM, length - CHECKED_FROM);
        return (int) crc.getValue();
    }

    /** Whether a whole, undamaged record starts at {@code at} and ends before {@code end}. */
    boolean isIntact(byte[] bytes, int at, int end) {
        return isPlausible(bytes, at, end)
                && checksum(bytes, at, length(bytes, at)) == Bytes.getInt(bytes, at + CRC_AT)
                && partsLength(bytes, at) <= length(bytes, at);
    }

    /** Whether what stands at {@code at} could be the header of a record that ends before {@code end}: cheap, proves nothing. */
    static boolean isPlausible(byte[] bytes, int at, int end) {
        if (end - at < HEADER) {
            return false;
        }
        int length = length(bytes, at);
        return length >= HEADER
                && length <= end - at
                && kind(bytes, at) >= MESSAGE
                && kind(bytes, at) <= ERASED
                && sequence(bytes, at) >= 0;
    }

    private static long partsLength(byte[] bytes, int at) {
        long headers = headersLength(bytes, at);
        long compressed = isCompressed(bytes, at) ? Integer.BYTES : 0;
        return headers < 0 ? Long.MAX_VALUE : HEADER + subjectLength(bytes, at) + headers + compressed;
    }

    static int length(byte[] bytes, int at) {
        return Bytes.getInt(bytes, at);
    }

    static byte kind(byte[] bytes, int at) {
        return bytes[at + KIND_AT];
    }

    static boolean isCompressed(byte[] bytes, int at) {
        return (bytes[at + FLAGS_AT] & COMPRESSED) != 0;
    }

    static int subjectLength(byte[] bytes, int at) {
        return Bytes.getShort(bytes, at + SUBJECT_AT);
    }

    static int headersLength(byte[] bytes, int at) {
        return Bytes.getInt(bytes, at + HEADERS_AT);
    }

    static long sequence(byte[] bytes, int at) {
        return Bytes.getLong(bytes, at + SEQUENCE_AT);
    }

    static long time(byte[] bytes, int at) {
        return Bytes.getLong(bytes, at + TIME_AT);
    }

    /** Where the stored payload starts. */
    static int payloadAt(byte[] bytes, int at) {
        return at + HEADER + subjectLength(bytes, at) + headersLength(bytes, at);
    }

    /** The length of the payload as it was published. */
    static int payloadLength(byte[] bytes, int at) {
        int payloadAt = payloadAt(bytes, at);
        return isCompressed(bytes, at) ? Bytes.getInt(bytes, payloadAt) : at + length(bytes, at) - payloadAt;
    }

    /** The accounted size of a message (spec: subject + payload + 30, and headers + 4 if there are any). */
    static int sizeOf(int subjectLength, int headersLength, int payloadLength) {
        return subjectLength + payloadLength + 30 + (headersLength == 0 ? 0 : headersLength + 4);
    }

    /** The accounted size of the message in a record. */
    static int sizeOf(byte[] bytes, int at) {
        return sizeOf(subjectLength(bytes, at), headersLength(bytes, at), payloadLength(bytes, at));
    }
}
