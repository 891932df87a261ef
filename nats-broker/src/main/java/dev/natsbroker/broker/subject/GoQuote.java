package dev.natsbroker.broker.subject;

/** Quotes bytes as Go's {@code strconv.Quote} does: UTF-8 is kept where it is printable, all else is escaped. */
final class GoQuote {
    private GoQuote() {}

    static String quote(byte[] b, int off, int len) {
        StringBuilder text = new StringBuilder(len + 2).append('"');
        int end = off + len;
        for (int i = off; i < end; ) {
            int width = sequenceLength(b, i, end);
            if (width == 0) {
                hex(text, 'x', 2, b[i] & 0xFF);
                i++;
            } else {
                append(text, codePoint(b, i, width));
                i += width;
            }
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, int codePoint) {
        int escape = "\u0007\b\f\n\r\t\u000B\"\\".indexOf(codePoint);
        if (escape >= 0) {
            text.append('\\').append("abfnrtv\"\\".charAt(escape));
        } else if (isPrintable(codePoint)) {
            text.appendCodePoint(codePoint);
        } else if (codePoint < ' ' || codePoint == 0x7F) {
            hex(text, 'x', 2, codePoint);
        } else if (codePoint < 0x10000) {
            hex(text, 'u', 4, codePoint);
        } else {
            hex(text, 'U', 8, codePoint);
        }
    }

    private static void hex(StringBuilder text, char kind, int digits, int value) {
        text.append('\\').append(kind);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            text.append(Character.forDigit(value >>> shift & 0xF, 16));
        }
    }

    private static boolean isPrintable(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= ' ' && codePoint != 0x7F;
        }
        switch (Character.getType(codePoint)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.SURROGATE:
            case Character.PRIVATE_USE:
            case Character.UNASSIGNED:
            case Character.SPACE_SEPARATOR:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return false;
            default:
                return true;
        }
    }

    /** The length of the well-formed UTF-8 sequence at {@code i}, or 0. */
    private static int sequenceLength(byte[] b, int i, int end) {
        int lead = b[i] & 0xFF;
        int width = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (width == 0 || i + width > end) {
            return 0;
        }
        for (int k = 1; k < width; k++) {
            if ((b[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int codePoint = codePoint(b, i, width);
        boolean overlong = width == 3 && codePoint < 0x800 || width == 4 && codePoint < 0x10000;
        boolean impossible = codePoint > Character.MAX_CODE_POINT || codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return overlong || impossible ? 0 : width;
    }

    private static int codePoint(byte[] b, int i, int width) {
        if (width == 1) {
            return b[i];
        }
        int codePoint = b[i] & (0x7F >> width);
        for (int k = 1; k < width; k++) {
            codePoint = codePoint << 6 | (b[i + k] & 0x3F);
        }
        return codePoint;
    }
}
