package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single values as several blocks have them: durations, addresses, paths, lists of texts. */
final class ConfigScalars {
    private static final long MAX_SECONDS = Duration.ofNanos(Long.MAX_VALUE).toSeconds();

    private ConfigScalars() {}

    /** A host and a port; an empty host stands for the default one. */
    record HostPort(String host, int port) {}

    /** A duration; a plain number is taken as seconds with a warning. */
    static Duration duration(String key, ConfigValue value, Problems problems) {
        String text = value.stringOrNull();
        Duration duration;
        if (text != null) {
            duration = parseDuration(value, text, "error parsing " + key + ": ");
        } else {
            problems.invalidUse(key, value, key + " should be converted to a duration");
            duration = seconds(value, value.integer());
        }
        if (duration.isNegative()) {
            throw value.error(key + " of " + GoFormat.duration(duration)
                    + " is negative; use a positive duration such as" + " \"10s\"");
        }
        return duration;
    }

    static Duration parseDuration(ConfigValue value, String text, String errorPrefix) {
        try {
            return GoFormat.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw value.error(errorPrefix + e.getMessage());
        }
    }

    private static Duration seconds(ConfigValue value, long seconds) {
        if (Math.abs(seconds) > MAX_SECONDS) {
            throw value.error("duration of " + seconds + " seconds is out of range: at most " + MAX_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    /** A timeout as a duration, or as seconds with or without fraction. */
    static Duration timeout(String block, ConfigValue value) {
        Duration timeout;
        String text = value.stringOrNull();
        if (text != null) {
            timeout = parseDuration(value, text, "error parsing " + block + " config, 'timeout' ");
        } else if (value.data() instanceof Long number) {
            timeout = seconds(value, number);
        } else if (value.data() instanceof Double number && Math.abs(number) <= MAX_SECONDS) {
            timeout = Duration.ofNanos(
                    BigDecimal.valueOf(number).movePointRight(9).longValue());
        } else {
            throw value.error("error parsing " + block + " config, 'timeout' wrong type");
        }
        if (timeout.isNegative()) {
            throw value.error("error parsing " + block + " config, 'timeout' of " + GoFormat.duration(timeout)
                    + " is negative; use a positive duration");
        }
        return timeout;
    }

    /** {@code host:port} or just a port. */
    static HostPort listen(ConfigValue value) {
        if (value.data() instanceof Long number) {
            return new HostPort("", port(value, number));
        }
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error("expected port or host:port, got " + value.typeName());
        }
        HostAndPortText parts = HostAndPortText.split(text);
        if (parts == null) {
            throw value.error("could not parse address string " + GoFormat.quote(text));
        }
        try {
            return new HostPort(parts.host(), port(value, Long.parseLong(parts.port())));
        } catch (NumberFormatException e) {
            throw value.error("could not parse port " + GoFormat.quote(parts.port()));
        }
    }

    static int port(ConfigValue value, long port) {
        if (port < -1 || port > 65_535) {
            throw value.error(
                    "port " + port + " is out of range: use 1 to 65535, 0 for the default, or -1 for a free port");
        }
        return (int) port;
    }

    static Path path(ConfigValue value, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw value.error("path " + GoFormat.quote(text) + " is invalid: " + e.getReason());
        }
    }

    /** A path; null for an empty text. */
    static @Nullable Path path(ConfigValue value) {
        String text = value.string();
        return text.isEmpty() ? null : path(value, text);
    }

    /** A text or a list of texts. */
    static List<String> strings(String field, ConfigValue value, Problems problems) {
        String single = value.stringOrNull();
        if (single != null) {
            return List.of(single);
        }
        List<ConfigValue> elements = value.arrayOrNull();
        if (elements == null) {
            throw value.error("error parsing " + field + ": unsupported type " + value.typeName());
        }
        List<String> texts = new ArrayList<>();
        for (ConfigValue element : elements) {
            String text = element.stringOrNull();
            if (text == null) {
                problems.error(element, "error parsing " + field + ": unsupported type in array " + element.typeName());
            } else {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The value, or the default if it is zero, which nats-server takes as not set. */
    static Duration orDefault(Duration value, Duration ifZero) {
        return value.isZero() ? ifZero : value;
    }

    static int orDefault(int value, int ifZero) {
        return value == 0 ? ifZero : value;
    }

    /** Fails with the position of the value if the file cannot be read. */
    static void requireReadable(ConfigValue value, String prefix, Runnable read) {
        try {
            read.run();
        } catch (ConfigException e) {
            throw value.error(prefix + e.getMessage());
        }
    }
}
