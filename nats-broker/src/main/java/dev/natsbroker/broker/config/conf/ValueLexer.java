package dev.natsbroker.broker.config.conf;

import static dev.natsbroker.broker.config.conf.Characters.isBlank;
import static dev.natsbroker.broker.config.conf.Characters.isDigit;
import static dev.natsbroker.broker.config.conf.Characters.isLineEnd;
import static dev.natsbroker.broker.config.conf.Characters.isSizeSuffix;
import static dev.natsbroker.broker.config.conf.Characters.shown;

import java.util.Locale;
import java.util.Set;

/** The grammar of simple values: strings, numbers, dates, booleans, variables and the paths of includes. */
final class ValueLexer {
    private static final Set<String> BOOLEANS = Set.of("true", "false", "on", "off", "yes", "no");
    private static final String DATE_AFTER_YEAR = "00-00T00:00:00Z";

    private final Source source;
    private final ConfigEvents events;

    ValueLexer(Source source, ConfigEvents events) {
        this.source = source;
        this.events = events;
    }

    /**
     * Reads a value.
     *
     * @param first its first character, which has been read
     * @return false if the input ended right behind an opening quote, which ends the file
     */
    boolean simple(int first) {
        switch (first) {
            case '\'':
                source.ignore();
                return singleQuoted();
            case '"':
                source.ignore();
                return doubleQuoted();
            case '(':
                source.ignore();
                block();
                return true;
            case '-':
                negative();
                return true;
            case '.':
                throw source.error("Floats must start with a digit");
            case '\n', '\r':
                throw source.error("Expected value but found new line");
            default:
                if (isDigit(first)) {
                    number();
                } else {
                    source.backup();
                    word();
                }
                return true;
        }
    }

    private boolean singleQuoted() {
        int c = source.next();
        while (c != '\'') {
            if (c == Source.END) {
                return unclosed();
            }
            c = source.next();
        }
        return endQuoted();
    }

    private boolean doubleQuoted() {
        int c = source.next();
        while (c != '"') {
            if (c == Source.END) {
                return unclosed();
            }
            if (c == '\\') {
                escape();
            }
            c = source.next();
        }
        return endQuoted();
    }

    private boolean endQuoted() {
        source.backup();
        events.text(source.item());
        source.next();
        source.ignore();
        return true;
    }

    private boolean unclosed() {
        if (source.length() > 0) {
            throw source.error("Unexpected EOF.");
        }
        events.end(source.item());
        return false;
    }

    /** A text without quotes, or the rest of one that began like a number. */
    private void word() {
        while (true) {
            int c = source.next();
            if (c == '\\') {
                escape();
            } else if (endsWord(c)) {
                source.backup();
                finishWord();
                return;
            } else if (c == '\'') {
                source.backup();
                events.text(source.item());
                source.next();
                source.ignore();
                return;
            }
        }
    }

    private static boolean endsWord(int c) {
        return isLineEnd(c) || isBlank(c) || c == Source.END || c == ';' || c == ',' || c == ']' || c == '}';
    }

    private void finishWord() {
        if (source.hasEscapes()) {
            events.text(source.item());
        } else if (BOOLEANS.contains(source.current().toLowerCase(Locale.ROOT))) {
            events.bool(source.item());
        } else if (source.startsWith('$')) {
            source.dropFirst();
            events.variable(source.item());
        } else {
            events.text(source.item());
        }
    }

    private void escape() {
        source.setAside(1);
        int c = source.next();
        switch (c) {
            case 'x' -> hexEscape();
            case 't' -> source.setAside(new byte[] {'\t'});
            case 'n' -> source.setAside(new byte[] {'\n'});
            case 'r' -> source.setAside(new byte[] {'\r'});
            case '"' -> source.setAside(new byte[] {'"'});
            case '\\' -> source.setAside(new byte[] {'\\'});
            default ->
                throw source.error("Invalid escape character '" + shown(c) + "'. Only the following escape"
                        + " characters are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.");
        }
    }

    private void hexEscape() {
        for (int i = 0; i < 2; i++) {
            if (isLineEnd(source.next())) {
                throw source.error("Expected two hexadecimal digits after '\\x', but hit end of line");
            }
        }
        byte[] digits = source.lastTwo();
        int high = Character.digit((char) (digits[0] & 0xFF), 16);
        int low = digits.length < 2 ? -1 : Character.digit((char) (digits[1] & 0xFF), 16);
        if (high < 0 || low < 0) {
            throw source.error("Expected two hexadecimal digits after '\\x', but got '" + Source.text(digits) + "'");
        }
        source.setAside(new byte[] {(byte) (high << 4 | low)});
    }

    /** A text in parentheses, which ends with a closing one alone on its line. */
    private void block() {
        while (true) {
            int c = source.next();
            if (c == Source.END) {
                throw source.error("Unexpected EOF processing block.");
            }
            if (c == ')' && endsBlock()) {
                return;
            }
        }
    }

    private boolean endsBlock() {
        source.backup();
        source.backup();
        if (source.next() != '\n') {
            source.next();
            return false;
        }
        source.next();
        int after = source.next();
        if (after != '\n' && after != Source.END) {
            source.backup();
            return false;
        }
        source.backup();
        source.backup();
        events.text(source.item());
        source.next();
        source.ignore();
        return true;
    }

    /** A number, or something else that begins with a digit: a date, an address, a word. */
    private void number() {
        while (true) {
            int c = source.next();
            if (c == '-') {
                if (source.length() != 5) {
                    throw source.error("All ISO8601 dates must be in full Zulu form.");
                }
                date();
                return;
            }
            if (c == '.') {
                fraction();
                return;
            }
            if (isSizeSuffix(c)) {
                size();
                return;
            }
            if (endsNumber(c)) {
                source.backup();
                events.integer(source.item());
                return;
            }
            if (!isDigit(c)) {
                word();
                return;
            }
        }
    }

    private static boolean endsNumber(int c) {
        return isLineEnd(c) || isBlank(c) || c == Source.END || c == '}' || c == ';' || c == ',';
    }

    /** The rest of a size suffix, or of a word that only looked like one. */
    private void size() {
        int c = source.next();
        while (c == 'b' || c == 'B' || c == 'i' || c == 'I') {
            c = source.next();
        }
        source.backup();
        if (endsNumber(c)) {
            events.integer(source.item());
        } else {
            word();
        }
    }

    private void date() {
        for (int i = 0; i < DATE_AFTER_YEAR.length(); i++) {
            char expected = DATE_AFTER_YEAR.charAt(i);
            int c = source.next();
            if (expected == '0' && !isDigit(c)) {
                throw source.error("Expected digit in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
            if (expected != '0' && expected != c) {
                throw source.error(
                        "Expected '" + expected + "' in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
        }
        events.date(source.item());
    }

    private void negative() {
        int c = source.next();
        if (c == '.') {
            throw source.error("Floats must start with a digit, not '.'.");
        }
        if (!isDigit(c)) {
            throw source.error("Expected a digit but got '" + shown(c) + "'.");
        }
        while (isDigit(c)) {
            c = source.next();
        }
        if (c == '.') {
            fraction();
        } else if (isSizeSuffix(c)) {
            size();
        } else {
            source.backup();
            events.integer(source.item());
        }
    }

    /** The digits behind a dot; a second dot makes it an address. */
    private void fraction() {
        int c = source.next();
        if (!isDigit(c)) {
            throw source.error("Floats must have a digit after the '.', but got '" + shown(c) + "' instead.");
        }
        while (isDigit(c)) {
            c = source.next();
        }
        if (c == '.') {
            while (isDigit(c) || c == '.' || c == ':' || c == '-') {
                c = source.next();
            }
            source.backup();
            events.text(source.item());
        } else {
            source.backup();
            events.decimal(source.item());
        }
    }

    /** The path behind the keyword. */
    void include() {
        int c = source.next();
        while (isBlank(c)) {
            source.ignore();
            c = source.next();
        }
        switch (c) {
            case '\'', '"' -> quotedPath(c);
            case '[' -> throw source.error("Expected include value but found start of an array");
            case '{' -> throw source.error("Expected include value but found start of a map");
            case '(' -> throw source.error("Expected include value but found start of a block");
            case '\\' -> throw source.error("Expected include value but found escape sequence");
            case '\n', '\r' -> throw source.error("Expected include value but found new line");
            default -> {
                if (isDigit(c) || c == '-') {
                    throw source.error("Expected include value but found start of a number");
                }
                source.backup();
                plainPath();
            }
        }
    }

    private void quotedPath(int quote) {
        source.ignore();
        int c = source.next();
        while (c != quote) {
            if (c == Source.END) {
                throw source.error("Unexpected EOF in " + (quote == '"' ? "double quoted" : "quoted") + " include");
            }
            c = source.next();
        }
        source.backup();
        events.include(source.item());
        source.next();
        source.ignore();
    }

    private void plainPath() {
        int c = source.next();
        while (!isLineEnd(c) && !isBlank(c) && c != Source.END && c != ';' && c != '}' && c != '\'') {
            c = source.next();
        }
        source.backup();
        events.include(source.item());
        if (c == '\'') {
            source.next();
            source.ignore();
        }
    }
}
