package dev.natsbroker.spring.listener.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A subject with wildcards ({@code *}, {@code >}) and placeholders: {@code {region}} is one token, {@code {*path}} at the end is
 * one or more tokens. {@code orders.{region}.{*path}} subscribes to {@code orders.*.>}. Immutable.
 */
public final class SubjectPattern {
    private final String pattern;
    private final String subject;
    private final Map<String, Integer> positions;
    private final boolean tail;
    private final int tokenCount;

    private SubjectPattern(
            String pattern, String subject, Map<String, Integer> positions, boolean tail, int tokenCount) {
        this.pattern = pattern;
        this.subject = subject;
        this.positions = positions;
        this.tail = tail;
        this.tokenCount = tokenCount;
    }

    /**
     * The pattern that {@code text} says.
     *
     * @throws IllegalArgumentException if it is no subject, or has placeholders that are not whole tokens
     */
    public static SubjectPattern parse(String text) {
        String[] tokens = text.split("\\.", -1);
        Map<String, Integer> positions = new LinkedHashMap<>();
        StringBuilder subject = new StringBuilder();
        boolean tail = false;
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            boolean last = i == tokens.length - 1;
            requirePlain(token, text);
            subject.append(i == 0 ? "" : ".");
            if (token.startsWith("{*")) {
                require(last, text, "'" + token + "' stands for all remaining tokens and must be the last");
                tail = true;
                addVariable(token.substring(2, token.length() - 1), i, positions, text);
                subject.append('>');
            } else if (token.startsWith("{")) {
                addVariable(token.substring(1, token.length() - 1), i, positions, text);
                subject.append('*');
            } else {
                require(last || !token.equals(">"), text, "'>' must be the last token");
                subject.append(token);
            }
        }
        return new SubjectPattern(text, subject.toString(), positions, tail, tokens.length);
    }

    private static void requirePlain(String token, String text) {
        require(!token.isEmpty(), text, "no token may be empty");
        require(token.chars().noneMatch(c -> c <= ' ' || c == 0x7f), text, "no token may have white space");
        boolean placeholder = token.startsWith("{") && token.endsWith("}");
        String inner = placeholder ? token.substring(1, token.length() - 1) : token;
        require(
                inner.indexOf('{') < 0 && inner.indexOf('}') < 0,
                text,
                "a placeholder such as {name} must be a whole token, but there is '" + token + "'");
    }

    private static void addVariable(String name, int position, Map<String, Integer> positions, String text) {
        require(!name.isEmpty(), text, "a placeholder needs a name");
        require(positions.put(name, position) == null, text, "placeholder '" + name + "' is there twice");
    }

    private static void require(boolean condition, String text, String reason) {
        if (!condition) {
            throw new IllegalArgumentException("Subject '" + text + "' is not valid: " + reason);
        }
    }

    /** The pattern as written; a name of low cardinality for all its subjects. */
    public String pattern() {
        return pattern;
    }

    /** The subject to subscribe to: placeholders are wildcards. */
    public String subject() {
        return subject;
    }

    /** Whether there are placeholders. */
    public boolean hasVariables() {
        return !positions.isEmpty();
    }

    /** Names of the placeholders in their order. */
    public Set<String> variableNames() {
        return positions.keySet();
    }

    /** Whether {@code actual}, a subject without wildcards, is one of this pattern's. */
    public boolean matches(String actual) {
        String[] wanted = subject.split("\\.", -1);
        String[] tokens = actual.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (i >= tokens.length) {
                return false;
            }
            if (wanted[i].equals(">")) {
                return true;
            }
            if (!wanted[i].equals("*") && !wanted[i].equals(tokens[i])) {
                return false;
            }
        }
        return tokens.length == wanted.length;
    }

    /** The tokens of {@code actual}, a subject that this pattern matches, by the names of their placeholders. */
    public Map<String, String> variablesOf(String actual) {
        if (positions.isEmpty()) {
            return Map.of();
        }
        List<String> tokens = List.of(actual.split("\\.", tail ? tokenCount : -1));
        Map<String, String> values = new LinkedHashMap<>();
        positions.forEach((name, position) -> {
            if (position < tokens.size()) {
                values.put(name, tokens.get(position));
            }
        });
        return values;
    }

    /**
     * The subject with each placeholder replaced by its value.
     *
     * @throws IllegalArgumentException if a value is missing, or would change how many tokens there are
     */
    public String expand(Map<String, ?> values) {
        String[] tokens = pattern.split("\\.", -1);
        positions.forEach((name, position) -> {
            Object value = values.get(name);
            String token = value == null ? "" : value.toString();
            boolean rest = tail && position == tokens.length - 1;
            require(!token.isEmpty(), pattern, "there is no value for placeholder '" + name + "'");
            require(
                    token.chars().noneMatch(c -> c <= ' ' || c == '*' || c == '>' || (c == '.' && !rest)),
                    pattern,
                    "'" + token + "' for placeholder '" + name + "' is not " + (rest ? "a subject" : "one token"));
            tokens[position] = token;
        });
        return String.join(".", tokens);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
