package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The short forms of {@code jetstream}, of the server and of an account: {@code true}, {@code enabled} and the like. */
final class JetStreamSwitch {
    private JetStreamSwitch() {}

    /** Whether a value that is no map switches JetStream on; null if the value is neither a text nor a truth value. */
    static @Nullable Boolean read(ConfigValue value) {
        String text = value.stringOrNull();
        if (text == null) {
            return value.booleanOrNull();
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "enabled", "enable" -> true;
            case "disabled", "disable" -> false;
            default -> throw value.error("Expected 'enabled' or 'disabled' for string value, got '" + text + "'");
        };
    }

    static ConfigException wrongType(ConfigValue value) {
        return value.error("Expected map, bool or string to define JetStream, got " + value.typeName());
    }
}
