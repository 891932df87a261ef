package dev.natsbroker.broker.config.conf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a file, read one UTF-8 character at a time, with the place of the item that is being read.
 *
 * <p>The end of the input reads as the character 0, and a 0 in the input counts as the end, too. A broken sequence is one
 * character per byte.
 */
final class Source {
    static final int END = 0;
    private static final int BROKEN = 0xFFFD;

    private final byte[] text;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private boolean hasParts;
    private int start;
    private int offset;
    private int width;
    private int line = 1;
    private int lineStart;
    private int itemLineStart;

    Source(byte[] text) {
        this.text = text;
    }

    /** Consumes one character. */
    int next() {
        if (offset >= text.length) {
            width = 0;
            return END;
        }
        if (text[offset] == '\n') {
            line++;
            lineStart = offset;
        }
        int character = decode(text, offset, text.length);
        width = width(character, text, offset);
        offset += width;
        return character;
    }

    /** Gives back the character that was read last; a second call goes back by the same number of bytes. */
    void backup() {
        offset -= width;
        if (offset < text.length && text[offset] == '\n') {
            line--;
        }
    }

    int peek() {
        int character = next();
        backup();
        return character;
    }

    /** Starts the item at the next character. */
    void ignore() {
        start = offset;
        itemLineStart = lineStart;
    }

    /** Leaves the first character out of the item. */
    void dropFirst() {
        start++;
    }

    /** An error on the line that is being read. */
    ConfigException error(String reason) {
        return new ConfigException("Parse error on line " + line + ": '" + reason + "'");
    }

    /** Bytes in the item so far, without what was set aside. */
    int length() {
        return offset - start;
    }

    boolean startsWith(char first) {
        return start < text.length && text[start] == first;
    }

    /** Sets the item aside as the first part of a text with escapes, without its last bytes. */
    void setAside(int withoutLast) {
        hasParts = true;
        parts.write(text, start, offset - withoutLast - start);
        start = offset;
    }

    /** Sets the bytes that an escape stands for aside. */
    void setAside(byte[] bytes) {
        parts.writeBytes(bytes);
        start = offset;
    }

    boolean hasEscapes() {
        return hasParts;
    }

    /** The last two bytes that were read. */
    byte[] lastTwo() {
        int from = Math.max(0, offset - 2);
        return Arrays.copyOfRange(text, from, offset);
    }

    /** Ends the item, parts that were set aside included; the next one starts here. */
    Item item() {
        byte[] rest = Arrays.copyOfRange(text, start, offset);
        parts.writeBytes(rest);
        byte[] whole = parts.toByteArray();
        parts.reset();
        hasParts = false;
        Item item = new Item(text(whole), line, offset - itemLineStart - whole.length);
        start = offset;
        itemLineStart = lineStart;
        return item;
    }

    /** The item so far as text. */
    String current() {
        return text(Arrays.copyOfRange(text, start, offset));
    }

    /** Bytes as text; each byte of a broken sequence becomes the replacement character. */
    static String text(byte[] bytes) {
        String quick = new String(bytes, StandardCharsets.UTF_8);
        if (quick.indexOf(BROKEN) < 0) {
            return quick;
        }
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int character = decode(bytes, i, bytes.length);
            text.appendCodePoint(character);
            i += width(character, bytes, i);
        }
        return text.toString();
    }

    private static int width(int character, byte[] bytes, int at) {
        if (character == BROKEN) {
            boolean written = at + 2 < bytes.length
                    && bytes[at] == (byte) 0xEF
                    && bytes[at + 1] == (byte) 0xBF
                    && bytes[at + 2] == (byte) 0xBD;
            return written ? 3 : 1;
        }
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    private static int decode(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return BROKEN;
        }
        int character = first & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            int following = bytes[at + i] & 0xFF;
            if ((following & 0xC0) != 0x80) {
                return BROKEN;
            }
            character = character << 6 | following & 0x3F;
        }
        boolean tooLong = length == 3 && character < 0x800 || length == 4 && character < 0x10000;
        boolean noCharacter = character > 0x10FFFF || character >= 0xD800 && character < 0xE000;
        return tooLong || noCharacter ? BROKEN : character;
    }

    /**
     * A finished item.
     *
     * @param text its text
     * @param line line where it ends, from 1
     * @param column byte in the line where it starts
     */
    record Item(String text, int line, int column) {}
}
