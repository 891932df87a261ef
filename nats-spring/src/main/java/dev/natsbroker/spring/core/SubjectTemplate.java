package dev.natsbroker.spring.core;

import java.util.Arrays;

/** Puts values into a subject with {@code {name}} tokens. */
final class SubjectTemplate {
    private SubjectTemplate() {}

    /**
     * The subject with its {@code {name}} tokens replaced.
     *
     * @throws IllegalArgumentException if there are more or fewer values than {@code {name}}s, or a value is not one token
     */
    static String expand(String template, Object... variables) {
        if (variables.length == 0 && template.indexOf('{') < 0) {
            return template;
        }
        String[] tokens = template.split("\\.", -1);
        int next = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (isVariable(tokens[i])) {
                tokens[i] = next < variables.length ? token(tokens[i], variables[next], template) : tokens[i];
                next++;
            }
        }
        if (next != variables.length) {
            throw new IllegalArgumentException("Subject '" + template + "' has " + next + " variables, but "
                    + variables.length + " values were given: " + Arrays.toString(variables));
        }
        return String.join(".", tokens);
    }

    /**
     * A subject that a message can be published to. Servers store or forward one with wildcards as if they were letters, where no
     * subscriber expects it.
     *
     * @throws IllegalArgumentException if it has wildcards
     */
    static String requireNoWildcards(String subject) {
        int last = subject.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = subject.charAt(i);
            boolean token = (i == 0 || subject.charAt(i - 1) == '.') && (i == last || subject.charAt(i + 1) == '.');
            if (token && (c == '*' || c == '>')) {
                throw new IllegalArgumentException("Subject '" + subject
                        + "' has wildcards, which only subscriptions can have; publish to one subject");
            }
        }
        return subject;
    }

    private static boolean isVariable(String token) {
        return token.length() > 2 && token.startsWith("{") && token.endsWith("}");
    }

    private static String token(String variable, Object value, String template) {
        String text = String.valueOf(value);
        boolean valid = !text.isEmpty()
                && text.chars().noneMatch(c -> c == '.' || c == '*' || c == '>' || c <= ' ' || c == 127);
        if (!valid) {
            throw new IllegalArgumentException("Value '" + text + "' for " + variable + " in subject '" + template
                    + "' is not one token: it must not be empty, and not contain dots, wildcards or white space");
        }
        return text;
    }
}
