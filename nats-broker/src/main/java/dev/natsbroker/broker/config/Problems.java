package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.List;

/** Errors and warnings of one configuration, collected so that all are reported together. */
final class Problems {
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void error(ConfigValue value, String reason) {
        errors.add(value.position() + ": " + reason);
    }

    /** Runs a step; what it throws becomes an error. */
    void guard(Runnable step) {
        try {
            step.run();
        } catch (ConfigException e) {
            errors.addAll(e.errors());
            warnings.addAll(e.warnings());
        }
    }

    /** Reports a key that nobody knows, unless it is a variable. */
    void unknownField(String key, ConfigValue value) {
        if (!value.referenced()) {
            error(value, "unknown field " + GoFormat.quote(key));
        }
    }

    void warning(String text) {
        warnings.add(text);
    }

    void invalidUse(String key, ConfigValue value, String reason) {
        warnings.add(value.position() + ": invalid use of field " + GoFormat.quote(key) + ": " + reason);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Throws if there are errors. */
    void conclude() {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors, warnings);
        }
    }
}
