package dev.natsbroker.broker.json;

import java.nio.charset.StandardCharsets;

/** Turns JSON strings into text. What is no Unicode becomes U+FFFD, as in Go. */
final class JsonStrings {
    private static final char REPLACEMENT = '\ufffd';
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private JsonStrings() {}

    /** The text between the quotes at {@code from - 1} and {@code to}; its syntax is known to be right. */
    static String unquote(byte[] b, int from, int to) {
        String raw = new String(b, from, to - from, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0 ? raw : unescape(raw);
    }

    private static String unescape(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = raw.charAt(++i);
            if (c == 'u') {
                out.append((char) Integer.parseInt(raw.substring(i + 1, i + 1 + HEX_DIGITS), HEX));
                i += HEX_DIGITS;
            } else {
                int named = "bfnrt".indexOf(c);
                out.append(named < 0 ? c : "\b\f\n\r\t".charAt(named));
            }
        }
        return withoutLoneSurrogates(out);
    }

    private static String withoutLoneSurrogates(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (isPair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                text.setCharAt(i, REPLACEMENT);
            }
        }
        return text.toString();
    }
}
