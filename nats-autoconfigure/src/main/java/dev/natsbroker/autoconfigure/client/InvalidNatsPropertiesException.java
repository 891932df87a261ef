package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** Properties of a connection that cannot work, or contradict each other. */
public final class InvalidNatsPropertiesException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String property;

    InvalidNatsPropertiesException(String property, String value, String reason, @Nullable Throwable cause) {
        super("Property " + property + " of a NATS connection is " + value + ", but " + reason, cause);
        this.property = property;
    }

    /** Name of the property below {@code nats}, e.g. {@code credentials-file}. */
    public String getProperty() {
        return property;
    }
}
