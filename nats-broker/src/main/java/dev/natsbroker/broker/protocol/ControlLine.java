package dev.natsbroker.broker.protocol;

/**
 * One control line split into its arguments. Owned by the decoder, reused for every line.
 *
 * <p>A line ends at LF, with or without a CR before it. Arguments are separated by one or more blanks (SP, TAB). A line is
 * <em>canonical</em> if exactly one SP stands before each argument and CRLF right behind the last: then its bytes can be
 * copied into a delivery as they are.
 */
final class ControlLine {
    private final Arguments arguments = new Arguments();
    private int argumentsLength;
    private int end;
    private boolean canonical;

    /**
     * Splits the line that goes on at {@code start}, a blank behind the verb.
     *
     * @return whether the line is whole; if not, only {@link #argumentsLength()} means something
     */
    boolean scan(byte[] bytes, int start, int to) {
        arguments.reset(bytes);
        canonical = true;
        int first = -1;
        int i = start;
        while (i < to) {
            int blanks = i;
            i = skipBlanks(bytes, i, to);
            if (i == to) {
                break;
            }
            if (isLineEnd(bytes, i, to)) {
                canonical &= blanks == i && bytes[i] == '\r';
                end = bytes[i] == '\r' ? i + 2 : i + 1;
                argumentsLength = first < 0 ? 0 : i - first;
                return true;
            }
            canonical &= i - blanks == 1 && bytes[blanks] == ' ';
            int tokenStart = i;
            i = skipToken(bytes, i, to);
            arguments.add(tokenStart, i);
            first = first < 0 ? tokenStart : first;
        }
        int last = bytes[to - 1] == '\r' ? to - 1 : to; // the CR may belong to the line end
        argumentsLength = first < 0 ? 0 : last - first;
        return false;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Any byte but a blank and a line end belongs to an argument; a CR does unless LF follows or it is the last byte read. */
    private static int skipToken(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (b <= ' ' && b >= 0 && (isBlank(b) || isLineEnd(bytes, i, to))) {
                return i;
            }
            i++;
        }
        return i;
    }

    private static boolean isLineEnd(byte[] bytes, int i, int to) {
        return bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] == '\n');
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** The position of the next LF, or -1. */
    static int indexOfLineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The number of bytes up to and with the next LF, or all. */
    static int lengthThroughLineEnd(byte[] bytes, int from, int to) {
        int end = indexOfLineEnd(bytes, from, to);
        return (end < 0 ? to : end + 1) - from;
    }

    /** The end of the text before the LF at {@code end}, without a CR. */
    static int withoutReturn(byte[] bytes, int start, int end) {
        return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    Arguments arguments() {
        return arguments;
    }

    /** The number of bytes from the first argument to the line end. */
    int argumentsLength() {
        return argumentsLength;
    }

    /** The position behind the line end. */
    int end() {
        return end;
    }

    /** Whether the line can be copied as it is. */
    boolean isCanonical() {
        return canonical;
    }
}
