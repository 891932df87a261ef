package dev.natsbroker.broker.json;

/** Text in quotes as Go's {@code %q} writes it. */
public final class GoQuote {
    private static final String HEX = "0123456789abcdef";
    private static final int ASCII_MAX = 0x7f;
    private static final int BYTE_MAX = 0xff;

    private GoQuote() {}

    /** {@code "text"}, with what cannot be printed escaped. */
    public static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(rune -> append(out, rune, '"'));
        return out.append('"').toString();
    }

    /** {@code 'c'}. */
    static String rune(int rune) {
        StringBuilder out = new StringBuilder().append('\'');
        append(out, rune, '\'');
        return out.append('\'').toString();
    }

    /** A byte that is no part of any character. */
    static String strayByte(int value) {
        return "'\\x" + HEX.charAt(value >> 4 & 0xf) + HEX.charAt(value & 0xf) + '\'';
    }

    private static void append(StringBuilder out, int rune, char quote) {
        if (rune == quote || rune == '\\') {
            out.append('\\').append((char) rune);
        } else if (isPrintable(rune)) {
            out.appendCodePoint(rune);
        } else {
            appendEscaped(out, rune);
        }
    }

    private static void appendEscaped(StringBuilder out, int rune) {
        int named = "\u0007\b\f\n\r\t\u000b".indexOf(rune);
        if (named >= 0) {
            out.append('\\').append("abfnrtv".charAt(named));
        } else if (rune <= ASCII_MAX) {
            appendHex(out.append("\\x"), rune, 2);
        } else if (Character.isBmpCodePoint(rune)) {
            appendHex(out.append("\\u"), rune, 4);
        } else {
            appendHex(out.append("\\U"), rune, 8);
        }
    }

    private static void appendHex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(HEX.charAt(value >> shift & 0xf));
        }
    }

    private static boolean isPrintable(int rune) {
        if (rune <= BYTE_MAX) {
            return rune >= ' ' && rune < ASCII_MAX || rune > 0xa0 && rune != 0xad;
        }
        return switch (Character.getType(rune)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
