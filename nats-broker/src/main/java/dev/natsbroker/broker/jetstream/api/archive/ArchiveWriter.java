package dev.natsbroker.broker.jetstream.api.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes an archive into memory, from where it is taken piece by piece. It packs nothing: chunks are as they are. For one thread. */
public final class ArchiveWriter {
    static final byte[] MAGIC = "NATSARC1".getBytes(StandardCharsets.US_ASCII);

    private static final int BLOCK = 64 << 10;
    private static final byte[] END = new byte[5];

    private final ByteArrayOutputStream plain = new ByteArrayOutputStream(BLOCK);
    private final ByteArrayOutputStream framed = new ByteArrayOutputStream(BLOCK);

    /** Begins an archive. */
    public ArchiveWriter() {
        header(S2Frame.STREAM_ID, S2Frame.S2_ID.length);
        framed.write(S2Frame.S2_ID, 0, S2Frame.S2_ID.length);
        plain.write(MAGIC, 0, MAGIC.length);
    }

    /** Appends an entry. */
    public void add(ArchiveEntry entry) {
        add(
                entry.name(),
                0,
                entry.name().length,
                entry.timeNanos(),
                entry.sequence(),
                entry.headers().length,
                entry.payload().length);
        write(entry.headers(), 0, entry.headers().length);
        write(entry.payload(), 0, entry.payload().length);
    }

    /** Begins an entry whose headers and payload follow by {@link #write}. */
    public void add(
            byte[] name,
            int nameOffset,
            int nameLength,
            long timeNanos,
            long sequence,
            long headersLength,
            long payloadLength) {
        unsigned(nameLength);
        unsigned(timeNanos << 1 ^ timeNanos >> 63);
        unsigned(sequence);
        unsigned(headersLength);
        unsigned(payloadLength);
        write(name, nameOffset, nameLength);
    }

    /** Appends bytes of the entry that was begun last. */
    public void write(byte[] bytes, int offset, int length) {
        plain.write(bytes, offset, length);
        if (plain.size() >= BLOCK) {
            frame();
        }
    }

    /** Appends the end. */
    public void end() {
        plain.write(END, 0, END.length);
        frame();
    }

    /** The number of bytes that can be taken. */
    public int available() {
        return framed.size();
    }

    /** Takes what was written so far. */
    public byte[] take() {
        byte[] taken = framed.toByteArray();
        framed.reset();
        return taken;
    }

    private void frame() {
        byte[] data = plain.toByteArray();
        plain.reset();
        for (int at = 0; at < data.length; at += BLOCK) {
            int size = Math.min(BLOCK, data.length - at);
            header(S2Frame.AS_IT_IS, size + S2Frame.CHECKSUM_LENGTH);
            little(S2Frame.checksum(data, at, size), S2Frame.CHECKSUM_LENGTH);
            framed.write(data, at, size);
        }
    }

    private void header(int type, int length) {
        framed.write(type);
        little(length, 3);
    }

    private void little(int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            framed.write(value >>> (8 * i));
        }
    }

    private void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            plain.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        plain.write((int) rest);
    }
}
