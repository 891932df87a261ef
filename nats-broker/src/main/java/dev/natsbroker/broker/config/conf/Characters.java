package dev.natsbroker.broker.config.conf;

/** Classes of characters in configuration files. */
final class Characters {

    private Characters() {}

    /** Unicode white space, line ends included. */
    static boolean isSpace(int c) {
        return switch (c) {
            case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    /** Blank or tab. */
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    static boolean isKeySeparator(int c) {
        return c == '=' || c == ':';
    }

    static boolean isDigit(int c) {
        return Character.isDigit(c);
    }

    /** First letter of a size suffix. */
    static boolean isSizeSuffix(int c) {
        return c != Source.END && "kKmMgGtTpPeE".indexOf(c) >= 0;
    }

    /** A character as it appears in error texts. */
    static String shown(int c) {
        return c == '\n' ? "\\n" : Character.toString(c);
    }
}
