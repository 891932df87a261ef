package dev.natsbroker.autoconfigure.client;

import io.nats.client.Options;

/**
 * Changes the options of connections after the properties have been applied. Called at each attempt to make a connection; beans of
 * this type are called in their order.
 */
@FunctionalInterface
public interface NatsOptionsCustomizer {
    /**
     * Changes {@code options}.
     *
     * @param connection name of the connection, {@code default} for the first
     */
    void customize(String connection, Options.Builder options);
}
