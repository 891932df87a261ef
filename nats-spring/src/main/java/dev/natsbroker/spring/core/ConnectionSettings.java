package dev.natsbroker.spring.core;

import java.time.Duration;

/**
 * How {@link DefaultNatsConnectionFactory} begins and ends a connection.
 *
 * @param startup what the start of the application does
 * @param waitTimeout how long the start ({@link StartupMode#WAIT}) and callers wait for a connection that is not there yet
 * @param retryDelay pause between two attempts to connect for the first time
 * @param drainTimeout how long the stop waits for messages on their way in and out before it closes the connection
 */
public record ConnectionSettings(
        StartupMode startup, Duration waitTimeout, Duration retryDelay, Duration drainTimeout) {
    /** In the background, 10 s, 2 s, 10 s. */
    public static final ConnectionSettings DEFAULTS = new ConnectionSettings(
            StartupMode.BACKGROUND, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a time is negative, or the pause is not positive
     */
    public ConnectionSettings {
        requireNotNegative("waitTimeout", waitTimeout);
        requireNotNegative("drainTimeout", drainTimeout);
        if (retryDelay.isNegative() || retryDelay.isZero()) {
            throw new IllegalArgumentException("retryDelay is " + retryDelay + ", but must be more than 0");
        }
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + ", but must not be negative");
        }
    }
}
