package dev.natsbroker.broker.json;

/** Reads single characters of bytes that may or may not be UTF-8. */
final class Utf8 {
    /** No character of UTF-8 begins here. */
    static final int INVALID = -1;

    private static final int CONTINUATION_BITS = 6;
    private static final int[] LEAST = {0, 0, 0x80, 0x800, 0x10000};

    private Utf8() {}

    /** The character that begins at {@code at}, or {@link #INVALID}. */
    static int runeAt(byte[] b, int at) {
        int first = b[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = first >= 0xf8 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
        if (length == 0 || at + length > b.length) {
            return INVALID;
        }
        int rune = first & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            if ((b[at + i] & 0xc0) != 0x80) {
                return INVALID;
            }
            rune = rune << CONTINUATION_BITS | b[at + i] & 0x3f;
        }
        boolean isSurrogate = rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE;
        return rune < LEAST[length] || rune > Character.MAX_CODE_POINT || isSurrogate ? INVALID : rune;
    }

    /** How many bytes a character takes; 1 for {@link #INVALID}. */
    static int length(int rune) {
        return rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    }
}
