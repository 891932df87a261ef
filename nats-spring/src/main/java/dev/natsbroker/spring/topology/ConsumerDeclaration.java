package dev.natsbroker.spring.topology;

import io.nats.client.api.ConsumerConfiguration;

/**
 * A durable consumer that the application wants.
 *
 * @param stream its stream
 * @param configuration its configuration, with a durable name
 */
public record ConsumerDeclaration(String stream, ConsumerConfiguration configuration) {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the configuration has no durable name
     */
    public ConsumerDeclaration {
        if (configuration.getDurable() == null || configuration.getDurable().isEmpty()) {
            throw new IllegalArgumentException("Consumer of stream '" + stream
                    + "' has no durable name, so it would be another one at each start; set durable(..)");
        }
    }

    /** Its durable name. */
    public String name() {
        return String.valueOf(configuration.getDurable());
    }
}
