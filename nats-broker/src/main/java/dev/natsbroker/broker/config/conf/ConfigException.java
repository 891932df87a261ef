package dev.natsbroker.broker.config.conf;

import java.util.List;

/**
 * A configuration cannot be used.
 *
 * <p>The texts are those that nats-server prints, since operators and tools look for them. There is one error for broken
 * syntax and any number for values that are wrong; warnings that were found on the way come along.
 */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> errors;
    private final transient List<String> warnings;

    /** One error. */
    public ConfigException(String message) {
        this(List.of(message), List.of());
    }

    /** Several errors, with the warnings of the same configuration. */
    public ConfigException(List<String> errors, List<String> warnings) {
        super(lines(warnings, errors));
        this.errors = List.copyOf(errors);
        this.warnings = List.copyOf(warnings);
    }

    /** An error at a place of a file. */
    public static ConfigException at(ConfigPosition position, String reason) {
        return new ConfigException(position + ": " + reason);
    }

    /** The errors, one text each. */
    public List<String> errors() {
        return errors;
    }

    /** The warnings, one text each. */
    public List<String> warnings() {
        return warnings;
    }

    private static String lines(List<String> warnings, List<String> errors) {
        StringBuilder text = new StringBuilder();
        warnings.forEach(line -> text.append(text.isEmpty() ? "" : "\n").append(line));
        errors.forEach(line -> text.append(text.isEmpty() ? "" : "\n").append(line));
        return text.toString();
    }
}
