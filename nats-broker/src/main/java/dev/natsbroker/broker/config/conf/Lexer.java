package dev.natsbroker.broker.config.conf;

import static dev.natsbroker.broker.config.conf.Characters.isBlank;
import static dev.natsbroker.broker.config.conf.Characters.isKeySeparator;
import static dev.natsbroker.broker.config.conf.Characters.isLineEnd;
import static dev.natsbroker.broker.config.conf.Characters.isSpace;
import static dev.natsbroker.broker.config.conf.Characters.shown;

import java.util.Locale;

/**
 * The grammar of keys, maps, arrays and comments; {@link ValueLexer} reads the simple values.
 *
 * <p>The input may end at some places inside a construct, so each loop also looks at {@link #ended}.
 */
final class Lexer {
    private static final int MAX_DEPTH = 500;

    private final Source source;
    private final ConfigEvents events;
    private final ValueLexer values;
    private int depth;
    private boolean ended;

    Lexer(Source source, ConfigEvents events) {
        this.source = source;
        this.events = events;
        values = new ValueLexer(source, events);
    }

    /** Reads the whole file. */
    void run() {
        while (!ended) {
            int c = source.next();
            if (isSpace(c)) {
                source.ignore();
            } else if (c == '{') {
                source.ignore();
                braces();
            } else if (!comment(c)) {
                topLevelEntry(c);
            }
        }
    }

    private void topLevelEntry(int c) {
        if (c == '/' || c == Source.END) {
            endOfFile();
            return;
        }
        source.backup();
        entry();
        if (!ended) {
            endTopLevelValue();
        }
    }

    /** Only blanks and a comment may stand between a value and the end of its line. */
    private void endTopLevelValue() {
        while (true) {
            int c = source.next();
            if (comment(c)) {
                return;
            }
            if (isLineEnd(c) || c == Source.END || c == ';' || c == ',' || c == '}') {
                source.ignore();
                return;
            }
            if (!isBlank(c) && c != '/') {
                throw source.error("Expected a top-level value to end with a new line, comment or EOF, but got '"
                        + shown(c) + "' instead.");
            }
        }
    }

    /** The braces that may stand around the entries of the file, as in JSON. */
    private void braces() {
        enter();
        while (!ended) {
            int c = source.next();
            if (isSpace(c)) {
                source.ignore();
            } else if (c == '}') {
                source.ignore();
                depth--;
                return;
            } else if (c == '{') {
                source.ignore();
                braces();
                if (!ended && closes()) {
                    depth--;
                    return;
                }
            } else if (!comment(c) && bracedEntry(c)) {
                depth--;
                return;
            }
        }
    }

    /** Reads an entry inside the outer braces; true if they close behind it. */
    private boolean bracedEntry(int c) {
        if (c == '/' || c == Source.END) {
            endOfFile();
            return false;
        }
        source.backup();
        entry();
        return !ended && endBracedValue() && closes();
    }

    /** Goes to the end of a value inside the outer braces; true in front of a closing brace. */
    private boolean endBracedValue() {
        while (true) {
            int c = source.next();
            if (comment(c) || isBlank(c) || c == '/') {
                continue;
            }
            if (isLineEnd(c) || c == ';' || c == ',') {
                source.ignore();
                return false;
            }
            if (c == '}') {
                source.backup();
                return true;
            }
            throw source.error("Expected a block-level value to end with a new line, comment or EOF, but got '"
                    + shown(c) + "' instead.");
        }
    }

    /** Whether the outer braces close here; entries may go on otherwise. */
    private boolean closes() {
        while (true) {
            int c = source.next();
            if (comment(c)) {
                return false;
            }
            if (c == ';' || c == ',') {
                source.ignore();
                return false;
            }
            if (c == '}') {
                source.ignore();
                return true;
            }
            if (!isLineEnd(c) && !isBlank(c) && c != '/') {
                throw source.error("Expected a block-level to end with a '}', but got '" + shown(c) + "' instead.");
            }
        }
    }

    /** A key and its value, or an include, outside of maps. */
    private void entry() {
        int c = source.peek();
        if (isKeySeparator(c)) {
            throw source.error("Unexpected key separator '" + shown(c) + "'");
        }
        if (c == '"' || c == '\'') {
            source.next();
            source.ignore();
            quotedKey(c);
            return;
        }
        source.ignore();
        c = restOfKey();
        if (isSpace(c) && isInclude()) {
            values.include();
            return;
        }
        events.key(source.item());
        valueOfKey();
    }

    private void quotedKey(int quote) {
        int c = source.peek();
        while (c != quote && c != Source.END) {
            source.next();
            c = source.peek();
        }
        if (c == Source.END) {
            endOfFile();
            return;
        }
        events.key(source.item());
        source.next();
        source.ignore();
        valueOfKey();
    }

    private void valueOfKey() {
        int c = source.next();
        while (isSpace(c)) {
            source.ignore();
            c = source.next();
        }
        if (isKeySeparator(c)) {
            source.ignore();
            value();
        } else if (c == Source.END) {
            events.end(source.item());
            ended = true;
        } else {
            source.backup();
            value();
        }
    }

    private void value() {
        int c = source.next();
        while (isBlank(c)) {
            source.ignore();
            c = source.next();
        }
        if (c == '[') {
            source.ignore();
            events.arrayStart();
            array();
        } else if (c == '{') {
            source.ignore();
            events.mapStart();
            map();
        } else if (!values.simple(c)) {
            ended = true;
        }
    }

    private void array() {
        enter();
        while (!ended) {
            int c = source.next();
            if (isSpace(c)) {
                source.ignore();
            } else if (c == ']') {
                endArray();
                return;
            } else if (!comment(c) && element(c)) {
                endArray();
                return;
            }
        }
    }

    /** Reads an element; true if the array ends behind it. */
    private boolean element(int c) {
        if (c == '/' || c == ',') {
            throw source.error("Unexpected array value terminator ','.");
        }
        source.backup();
        value();
        while (!ended) {
            int after = source.next();
            if (isBlank(after)) {
                source.ignore();
            } else if (after == ']') {
                return true;
            } else if (!comment(after)) {
                if (after != ',' && after != '/' && !isLineEnd(after)) {
                    throw noTerminator("an array value", "an array", "]", after);
                }
                source.ignore();
                return false;
            }
        }
        return false;
    }

    private void endArray() {
        source.ignore();
        events.arrayEnd(source.item());
        depth--;
    }

    private void map() {
        enter();
        while (!ended) {
            int c = source.peek();
            requireKey(c);
            if (isSpace(c)) {
                source.next();
                source.ignore();
                continue;
            }
            if (c == '#' || c == '/') {
                source.next();
                if (comment(c)) {
                    continue;
                }
            } else if (c == '}') {
                source.next();
                endMap();
                return;
            } else if (c == '"' || c == '\'') {
                source.next();
                source.ignore();
                quotedMapKey(c);
                if (mapValue()) {
                    endMap();
                    return;
                }
                continue;
            }
            if (mapEntry()) {
                endMap();
                return;
            }
        }
    }

    private void requireKey(int c) {
        if (isKeySeparator(c)) {
            throw source.error("Unexpected key separator '" + shown(c) + "'.");
        }
        if (c == ']') {
            throw source.error("Unexpected array end ']' processing map.");
        }
        if (c == Source.END) {
            throw source.error("Unexpected EOF processing map.");
        }
    }

    private void endMap() {
        source.ignore();
        events.mapEnd(source.item());
        depth--;
    }

    /** Reads an entry with a plain key; true if the map ends behind it. */
    private boolean mapEntry() {
        source.ignore();
        int c = restOfKey();
        if (c == Source.END) {
            throw source.error("Unexpected EOF processing map key.");
        }
        if (isSpace(c) && isInclude()) {
            values.include();
            return endMapValue();
        }
        events.key(source.item());
        return mapValue();
    }

    private void quotedMapKey(int quote) {
        int c = source.peek();
        while (c != quote) {
            if (c == Source.END) {
                throw source.error(
                        "Unexpected EOF processing " + (quote == '"' ? "double quoted" : "quoted") + " map key.");
            }
            source.next();
            c = source.peek();
        }
        events.key(source.item());
        source.next();
        source.ignore();
    }

    /** Reads the separator and the value behind a key of a map; true if the map ends behind it. */
    private boolean mapValue() {
        int c = skipSpace();
        if (isKeySeparator(c)) {
            source.ignore();
            c = skipSpace();
        }
        if (c == ',') {
            throw source.error("Unexpected map value terminator \",\".");
        }
        if (c == '}') {
            return true;
        }
        source.backup();
        value();
        return !ended && endMapValue();
    }

    /** Goes to the end of a value in a map; true if the map ends there. */
    private boolean endMapValue() {
        while (true) {
            int c = source.next();
            if (isBlank(c)) {
                source.ignore();
            } else if (c == '}') {
                return true;
            } else if (!comment(c)) {
                if (c != ',' && c != ';' && c != '/' && !isLineEnd(c)) {
                    throw noTerminator("a map value", "a map", "}", c);
                }
                source.ignore();
                return false;
            }
        }
    }

    private int skipSpace() {
        int c = source.next();
        while (isSpace(c)) {
            source.ignore();
            c = source.next();
        }
        return c;
    }

    /** Reads a plain key up to the character that ends it, which is not consumed. */
    private int restOfKey() {
        source.next();
        int c = source.peek();
        while (!isSpace(c) && !isKeySeparator(c) && c != Source.END) {
            source.next();
            c = source.peek();
        }
        return c;
    }

    private boolean isInclude() {
        if (!source.current().toLowerCase(Locale.ROOT).equals("include")) {
            return false;
        }
        source.ignore();
        return true;
    }

    /** Reads the rest of a comment if the character starts one. */
    private boolean comment(int c) {
        if (c == '/') {
            if (source.next() != '/') {
                source.backup();
                return false;
            }
        } else if (c != '#') {
            return false;
        }
        events.comment();
        int rest = source.peek();
        while (!isLineEnd(rest) && rest != Source.END) {
            source.next();
            rest = source.peek();
        }
        source.ignore();
        return true;
    }

    private ConfigException noTerminator(String value, String container, String end, int c) {
        return source.error("Expected " + value + " terminator \",\" or " + container + " terminator \"" + end
                + "\", but got '" + shown(c) + "' instead.");
    }

    private void endOfFile() {
        if (source.length() > 0) {
            throw source.error("Unexpected EOF.");
        }
        events.end(source.item());
        ended = true;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw source.error("Maps and arrays are nested more than " + MAX_DEPTH + " levels deep.");
        }
    }
}
