package dev.natsbroker.broker.json;

import java.util.BitSet;

/**
 * Finds the end of a JSON document and refuses, with Go's text and the offset, what is none. Does not recurse: the nesting
 * of hostile input costs a bit per level.
 */
final class JsonSyntax {
    private static final int DEPTH_MAX = 10_000;
    private static final int ESCAPED_UNIT_LENGTH = 6;

    private final byte[] b;
    private final BitSet isObject = new BitSet();
    private int depth;
    private int at;

    private JsonSyntax(byte[] b, int from) {
        this.b = b;
        this.at = from;
    }

    /**
     * Where the document that begins at or after {@code from} ends.
     *
     * @throws GoJsonException when there is no whole document
     */
    static int end(byte[] b, int from) {
        JsonSyntax syntax = new JsonSyntax(b, from);
        syntax.document();
        return syntax.at;
    }

    static int skipBlanks(byte[] b, int from) {
        int at = from;
        while (at < b.length && isBlank(b[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    private void document() {
        boolean valueExpected = true;
        do {
            if (valueExpected && !openValue()) {
                continue;
            }
            valueExpected = depth > 0 && closeOrContinue();
        } while (depth > 0);
    }

    /** Reads a value, or the opening of a container that is not empty: then false, its first value follows. */
    private boolean openValue() {
        switch (peek()) {
            case '{' -> {
                return openContainer('}', true);
            }
            case '[' -> {
                return openContainer(']', false);
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("looking for beginning of value");
        }
        return true;
    }

    private boolean openContainer(char close, boolean object) {
        if (++depth > DEPTH_MAX) {
            throw at("exceeded max depth", at + 1);
        }
        isObject.set(depth, object);
        at++;
        if (peek() == close) {
            at++;
            depth--;
            return true;
        }
        if (object) {
            key();
        }
        return false;
    }

    /** After a value inside a container. Returns whether another value follows. */
    private boolean closeOrContinue() {
        boolean object = isObject.get(depth);
        byte next = peek();
        if (next == ',') {
            at++;
            if (object) {
                peek();
                key();
            }
            return true;
        }
        if (next != (object ? '}' : ']')) {
            throw unexpected(object ? "after object key:value pair" : "after array element");
        }
        at++;
        depth--;
        return false;
    }

    private void key() {
        if (peek() != '"') {
            throw unexpected("looking for beginning of object key string");
        }
        string();
        if (peek() != ':') {
            throw unexpected("after object key");
        }
        at++;
    }

    private byte peek() {
        at = skipBlanks(b, at);
        return current();
    }

    private byte current() {
        if (at >= b.length) {
            throw endOfInput();
        }
        return b[at];
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (current() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting " + GoQuote.rune(word.charAt(i)) + ")");
            }
        }
    }

    private void number() {
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < b.length && b[at] == '.') {
            at++;
            digits();
        }
        if (at < b.length && (b[at] | ' ') == 'e') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() {
        if (!isDigit(current())) {
            throw unexpected("in numeric literal");
        }
        while (at < b.length && isDigit(b[at])) {
            at++;
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private void string() {
        at++;
        while (current() != '"') {
            if (b[at] == '\\') {
                escape();
            } else if (b[at] >= 0 && b[at] < ' ') {
                throw unexpected("in string");
            } else {
                at++;
            }
        }
        at++;
    }

    private void escape() {
        int start = at++;
        if (current() == 'u') {
            for (at++; at < start + ESCAPED_UNIT_LENGTH; at++) {
                if (Character.digit(current(), 16) < 0) {
                    throw badEscape(start, Math.min(start + ESCAPED_UNIT_LENGTH, b.length));
                }
            }
        } else if ("\"\\/bfnrt".indexOf(current()) >= 0) {
            at++;
        } else {
            throw badEscape(start, Math.min(at + Utf8.length(Utf8.runeAt(b, at)), b.length));
        }
    }

    private GoJsonException badEscape(int start, int end) {
        String text = new String(b, start, end - start, java.nio.charset.StandardCharsets.UTF_8);
        return at("invalid escape sequence `" + text + "` in string", end);
    }

    private GoJsonException unexpected(String where) {
        int rune = Utf8.runeAt(b, at);
        String character = rune == Utf8.INVALID ? GoQuote.strayByte(b[at] & 0xff) : GoQuote.rune(rune);
        return at("invalid character " + character + ' ' + where, at + Utf8.length(rune));
    }

    private static GoJsonException at(String text, int offset) {
        return new GoJsonException(text + " at offset " + offset);
    }

    private static GoJsonException endOfInput() {
        return new GoJsonException("unexpected EOF");
    }
}
