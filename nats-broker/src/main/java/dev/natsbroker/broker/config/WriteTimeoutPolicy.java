package dev.natsbroker.broker.config;

import java.util.Locale;

/** What happens to a connection that misses its write deadline. */
public enum WriteTimeoutPolicy {
    /** Close clients, retry on connections between servers. */
    DEFAULT,
    /** Close the connection. */
    CLOSE,
    /** Keep the connection and try again. */
    RETRY;

    /** The value of {@code write_timeout} in a configuration file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
