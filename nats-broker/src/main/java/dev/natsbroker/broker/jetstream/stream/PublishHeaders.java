package dev.natsbroker.broker.jetstream.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the headers that a stream knows stand in a header block. Found in one pass over the bytes, without a copy; the first
 * occurrence of a name counts; a value is the rest of its line without leading blanks. Reused; owned by the lane, valid as long as
 * the bytes are.
 */
public final class PublishHeaders {
    private static final int COUNT = PublishHeader.values().length;

    private final int[] starts = new int[COUNT];
    private final int[] lengths = new int[COUNT];
    private byte[] bytes = new byte[0];
    private long present;

    /** Forgets everything: the message has no headers. */
    public void clear() {
        present = 0;
    }

    /** Finds the headers of a block ({@code length} 0: none). */
    public void scan(byte[] source, int offset, int length) {
        present = 0;
        bytes = source;
        int end = offset + length;
        int line = lineEnd(source, offset, end) + 2;
        while (line < end) {
            int stop = lineEnd(source, line, end);
            if (source[line] == 'N' || source[line] == 'K') {
                take(source, line, stop);
            }
            line = stop + 2;
        }
    }

    private void take(byte[] source, int line, int stop) {
        int colon = line;
        while (colon < stop && source[colon] != ':') {
            colon++;
        }
        if (colon == stop) {
            return;
        }
        PublishHeader header = PublishHeader.of(source, line, colon - line);
        if (header == null || has(header)) {
            return;
        }
        int value = colon + 1;
        while (value < stop && source[value] == ' ') {
            value++;
        }
        int index = header.ordinal();
        present |= 1L << index;
        starts[index] = value;
        lengths[index] = stop - value;
    }

    /** Where the line that holds {@code from} ends: its CR, or the end of all. */
    static int lineEnd(byte[] source, int from, int end) {
        for (int i = from; i < end - 1; i++) {
            if (source[i] == '\r' && source[i + 1] == '\n') {
                return i;
            }
        }
        return end;
    }

    /** Whether none of the known headers is there. */
    public boolean isEmpty() {
        return present == 0;
    }

    /** Whether the header is there, perhaps with an empty value. */
    public boolean has(PublishHeader header) {
        return (present >>> header.ordinal() & 1) != 0;
    }

    /** Whether the header is there with a value. */
    public boolean hasValue(PublishHeader header) {
        return has(header) && lengths[header.ordinal()] > 0;
    }

    /** The bytes that hold the values. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the value starts; only for a header that is there. */
    public int start(PublishHeader header) {
        return starts[header.ordinal()];
    }

    /** The length of the value, 0 if the header is not there. */
    public int length(PublishHeader header) {
        return has(header) ? lengths[header.ordinal()] : 0;
    }

    /** The value as text, empty if the header is not there. */
    public String text(PublishHeader header) {
        return has(header) ? new String(bytes, start(header), length(header), StandardCharsets.UTF_8) : "";
    }

    /** The value in an array of its own, empty if the header is not there. */
    public byte[] copy(PublishHeader header) {
        return has(header) ? Arrays.copyOfRange(bytes, start(header), start(header) + length(header)) : new byte[0];
    }

    /** Whether the value is {@code expected}. */
    public boolean is(PublishHeader header, byte[] expected) {
        return length(header) == expected.length
                && Arrays.equals(bytes, start(header), start(header) + expected.length, expected, 0, expected.length);
    }

    /** Whether the value is {@code lowerCase}, in any case. */
    boolean isIgnoringCase(PublishHeader header, String lowerCase) {
        int length = length(header);
        if (length != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int letter = bytes[start(header) + i];
            if ((letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The value as a number; -1 if it is none. */
    long number(PublishHeader header) {
        int length = length(header);
        return length == 0 ? -1 : dev.natsbroker.broker.message.Digits.parse(bytes, start(header), length);
    }
}
