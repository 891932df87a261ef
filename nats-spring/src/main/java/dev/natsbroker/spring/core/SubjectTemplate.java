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
