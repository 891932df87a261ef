package dev.natsbroker.broker.jetstream.api.archive;

/**
 * Unpacks one block of S2 or Snappy: its length as a varint, then literals and copies of what was unpacked before.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy format description</a>
 */
final class S2Block {
    private static final int LITERAL = 0;
    private static final int COPY_1 = 1;
    private static final int COPY_2 = 2;

    private final byte[] in;
    private final int end;
    private int at;
    private byte[] out = new byte[0];
    private int length;
    private int lastOffset;

    private S2Block(byte[] in, int offset, int end) {
        this.in = in;
        this.at = offset;
        this.end = end;
    }

    /** The unpacked bytes; fails if the block is damaged or too large. */
    static byte[] unpack(byte[] in, int offset, int end) {
        S2Block block = new S2Block(in, offset, end);
        try {
            return block.unpack();
        } catch (IndexOutOfBoundsException e) {
            throw ArchiveException.corrupt();
        }
    }

    private byte[] unpack() {
        long size = 0;
        int shift = 0;
        int b;
        do {
            b = next();
            size |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b >= 0x80 && shift < Integer.SIZE);
        if (size > S2Frame.BLOCK_MAX) {
            throw ArchiveException.corrupt();
        }
        out = new byte[(int) size];
        while (at < end) {
            unpackTag(next());
        }
        if (length != out.length) {
            throw ArchiveException.corrupt();
        }
        return out;
    }

    private void unpackTag(int tag) {
        switch (tag & 3) {
            case LITERAL -> literal(tag >>> 2);
            case COPY_1 -> {
                int offset = (tag & 0xe0) << 3 | next();
                int size = tag >>> 2 & 7;
                if (offset == 0) {
                    copy(lastOffset, 4 + repeatedLength(size));
                } else {
                    copy(offset, 4 + size);
                }
            }
            case COPY_2 -> copy(number(2), 1 + (tag >>> 2));
            default -> copy(number(4), 1 + (tag >>> 2));
        }
    }

    private void literal(int code) {
        int size = (code < 60 ? code : number(code - 59)) + 1;
        if (size <= 0 || size > end - at || size > out.length - length) {
            throw ArchiveException.corrupt();
        }
        System.arraycopy(in, at, out, length, size);
        at += size;
        length += size;
    }

    /** S2's extension: a copy with the same offset as the last one, with a length of up to three bytes. */
    private int repeatedLength(int code) {
        return switch (code) {
            case 5 -> number(1) + 4;
            case 6 -> number(2) + (1 << 8);
            case 7 -> number(3) + (1 << 16);
            default -> code;
        };
    }

    private void copy(int offset, int size) {
        if (offset <= 0 || offset > length || size > out.length - length) {
            throw ArchiveException.corrupt();
        }
        lastOffset = offset;
        for (int i = 0; i < size; i++) { // the ranges may overlap: it repeats a pattern then
            out[length] = out[length - offset];
            length++;
        }
    }

    private int number(int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= next() << (8 * i);
        }
        return value;
    }

    private int next() {
        if (at >= end) {
            throw ArchiveException.corrupt();
        }
        return in[at++] & 0xff;
    }
}
