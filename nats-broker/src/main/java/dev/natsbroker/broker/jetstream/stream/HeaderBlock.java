package dev.natsbroker.broker.jetstream.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A header block that is rewritten: for the few messages whose headers are not stored as they came. Reused; owned by the lane, valid
 * until the next rewrite.
 */
public final class HeaderBlock {
    private static final byte[] EMPTY = "NATS/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "NATS/1.0".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[256];
    private int length;

    /** Begins with a copy of a block ({@code size} 0: with one without fields). */
    public HeaderBlock copy(byte[] source, int offset, int size) {
        length = 0;
        return size == 0 ? append(EMPTY, 0, EMPTY.length) : append(source, offset, size);
    }

    private HeaderBlock append(byte[] source, int offset, int size) {
        if (bytes.length - length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + size));
        }
        System.arraycopy(source, offset, bytes, length, size);
        length += size;
        return this;
    }

    /** Removes all lines with that name. */
    public HeaderBlock remove(String name) {
        return removeLines(name.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Removes all lines whose name starts with {@code prefix}. */
    public HeaderBlock removePrefix(String prefix) {
        return removeLines(prefix.getBytes(StandardCharsets.UTF_8), true);
    }

    private HeaderBlock removeLines(byte[] name, boolean prefix) {
        int line = PublishHeaders.lineEnd(bytes, 0, length) + 2;
        while (line < length) {
            int next = Math.min(length, PublishHeaders.lineEnd(bytes, line, length) + 2);
            if (startsWith(line, next, name)
                    && (prefix || line + name.length < next && bytes[line + name.length] == ':')) {
                System.arraycopy(bytes, next, bytes, line, length - next);
                length -= next - line;
            } else {
                line = next;
            }
        }
        return this;
    }

    private boolean startsWith(int line, int next, byte[] name) {
        return next - line >= name.length && Arrays.equals(bytes, line, line + name.length, name, 0, name.length);
    }

    /** Adds a line at the end. */
    public HeaderBlock add(String name, String value) {
        length -= 2;
        byte[] line = (name + ": " + value + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return append(line, 0, line.length);
    }

    /** Replaces the value of the first line with that name; adds a line at the end if there is none. */
    public HeaderBlock replace(String name, String value) {
        byte[] key = (name + ':').getBytes(StandardCharsets.UTF_8);
        for (int line = PublishHeaders.lineEnd(bytes, 0, length) + 2; line < length; ) {
            int next = Math.min(length, PublishHeaders.lineEnd(bytes, line, length) + 2);
            if (startsWith(line, next, key)) {
                byte[] rest = Arrays.copyOfRange(bytes, next, length);
                byte[] changed = (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8);
                length = line;
                return append(changed, 0, changed.length).append(rest, 0, rest.length);
            }
            line = next;
        }
        return add(name, value);
    }

    /** Replaces all lines with that name by one at the end. */
    public HeaderBlock set(String name, String value) {
        return remove(name).add(name, value);
    }

    /** The bytes; the block starts at 0. */
    public byte[] bytes() {
        return bytes;
    }

    /** The length of the block; 0 if no field is left. */
    public int length() {
        return length <= EMPTY.length ? 0 : length;
    }

    /** The block in an array of its own. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length());
    }

    /** Whether a block starts with more than the version: a status, which is not stored. */
    static boolean hasStatus(byte[] source, int offset, int size) {
        return size > VERSION.length
                && source[offset + VERSION.length] != '\r'
                && Arrays.equals(source, offset, offset + VERSION.length, VERSION, 0, VERSION.length)
                && PublishHeaders.lineEnd(source, offset, offset + size) < offset + size;
    }

    /** Begins with a block without its status. */
    HeaderBlock copyWithoutStatus(byte[] source, int offset, int size) {
        int end = offset + size;
        int line = PublishHeaders.lineEnd(source, offset, end);
        length = 0;
        return append(VERSION, 0, VERSION.length).append(source, line, end - line);
    }
}
