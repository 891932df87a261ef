package dev.natsbroker.broker.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads JSON with the semantics and the error texts of Go's decoder: names in any case, several documents one after the
 * other of which later ones override, JSON null as "leave it" or "clear it". The syntax of a document is checked before
 * anything of it is taken. It recurses only as deep as the field tables do.
 *
 * @see JsonFields
 */
public final class GoJsonReader {
    private final byte[] b;
    private final boolean isStrict;
    private final String rootType;

    /** Names and positions from the root to the current value; the innermost comes first. */
    private final Deque<Object> path = new ArrayDeque<>();

    private int at;

    private GoJsonReader(byte[] b, Unknown unknown, String rootType) {
        this.b = b;
        this.isStrict = unknown == Unknown.REFUSE;
        this.rootType = rootType;
    }

    /** What to do with fields that no table knows. */
    public enum Unknown {
        /** Fail, as nats-server does by default. */
        REFUSE,
        /** Skip them, as it does with {@code strict: false}. */
        IGNORE
    }

    /**
     * Reads all documents of the text into one target; no document leaves it as it is.
     *
     * @return the target
     * @throws GoJsonException with Go's text; the target may be half filled then
     */
    public static <B> B read(byte[] json, Unknown unknown, JsonFields<?, B> fields, B target) {
        GoJsonReader in = new GoJsonReader(json, unknown, fields.goType());
        for (in.skipBlanks(); in.at < json.length; in.skipBlanks()) {
            int end = JsonSyntax.end(json, in.at);
            if (in.isNull()) {
                in.at = end;
            } else {
                fields.read(in, target);
            }
        }
        return target;
    }

    boolean isStrict() {
        return isStrict;
    }

    boolean isNull() {
        return b[at] == 'n';
    }

    boolean readBoolean() {
        if (b[at] != 't' && b[at] != 'f') {
            throw mismatch("bool");
        }
        boolean value = b[at] == 't';
        skipValue();
        return value;
    }

    String readText() {
        if (b[at] != '"') {
            throw mismatch("string");
        }
        return string();
    }

    byte[] readBytes() {
        if (b[at] != '"') {
            throw mismatch("[]uint8");
        }
        try {
            return Base64.getDecoder().decode(string());
        } catch (IllegalArgumentException e) {
            throw new GoJsonException("illegal base64 data");
        }
    }

    Instant readTime() {
        if (b[at] != '"') {
            throw mismatch("time.Time");
        }
        return GoTime.parse(string());
    }

    long readInt(String goType, long min, long max) {
        int start = at;
        String digits = number(goType);
        try {
            long value = Long.parseLong(digits);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Below, with those that are out of range.
        }
        at = start;
        throw mismatch("number " + digits, goType);
    }

    long readUnsigned() {
        int start = at;
        String digits = number("uint64");
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            at = start;
            throw mismatch("number " + digits, "uint64");
        }
    }

    private String number(String goType) {
        if (b[at] != '-' && (b[at] < '0' || b[at] > '9')) {
            throw mismatch(goType);
        }
        return readRaw();
    }

    /** The value as it stands in the text. */
    String readRaw() {
        int start = at;
        skipValue();
        return new String(b, start, at - start, StandardCharsets.UTF_8);
    }

    <V> List<V> readArray(String goType, List<V> target, Function<GoJsonReader, V> element) {
        if (b[at] != '[') {
            throw mismatch(goType);
        }
        for (at++; next(']'); ) {
            path.push(target.size());
            target.add(element.apply(this));
            path.pop();
        }
        return target;
    }

    <V> Map<String, V> readMap(String goType, Map<String, V> target, Function<GoJsonReader, V> element) {
        beginObject(goType);
        while (nextName()) {
            String name = String.valueOf(path.peek());
            target.put(name, element.apply(this));
            endMember();
        }
        return target;
    }

    void beginObject(String goType) {
        if (b[at] != '{') {
            throw mismatch(goType);
        }
        at++;
    }

    /** Moves to the value of the next member, whose name is on the path until {@link #endMember}. */
    boolean nextName() {
        if (!next('}')) {
            return false;
        }
        path.push(string());
        skipBlanks();
        at++;
        skipBlanks();
        return true;
    }

    String name() {
        return String.valueOf(path.peek());
    }

    void endMember() {
        path.pop();
    }

    /** Past blanks and a comma: whether a member or element follows, else past the closing bracket. */
    private boolean next(char close) {
        skipBlanks();
        if (b[at] == ',') {
            at++;
            skipBlanks();
        }
        if (b[at] == close) {
            at++;
            return false;
        }
        return true;
    }

    void skipValue() {
        at = JsonSyntax.end(b, at);
    }

    private void skipBlanks() {
        at = JsonSyntax.skipBlanks(b, at);
    }

    private String string() {
        int start = at;
        skipValue();
        return JsonStrings.unquote(b, start + 1, at - 1);
    }

    GoJsonException unknownField() {
        return new GoJsonException("json: unknown field " + GoQuote.text(name()));
    }

    private GoJsonException mismatch(String goType) {
        return mismatch(kind(), goType);
    }

    private GoJsonException mismatch(String found, String goType) {
        String where = "Go value";
        if (!path.isEmpty()) {
            String member = path.peek() instanceof String ? "Go struct field " : "";
            where = member + rootType + '.' + dottedPath();
        } else if (goType.equals(rootType)) {
            return new GoJsonException("json: cannot unmarshal " + found + " into Go value of type server." + goType);
        }
        return new GoJsonException("json: cannot unmarshal " + found + " into " + where + " of type " + goType);
    }

    private String dottedPath() {
        return path.stream().map(String::valueOf).collect(Collectors.collectingAndThen(Collectors.toList(), names -> {
            java.util.Collections.reverse(names);
            return String.join(".", names);
        }));
    }

    private String kind() {
        return switch (b[at]) {
            case '"' -> "string";
            case 't', 'f' -> "bool";
            case '[' -> "array";
            case '{' -> "object";
            case 'n' -> "null";
            default -> "number";
        };
    }
}
