package dev.natsbroker.app;

import dev.natsbroker.autoconfigure.broker.NatsBrokerOptionsMapper;
import dev.natsbroker.broker.config.BrokerOptions;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.env.ConfigurableEnvironment;

/** The options that Spring's properties {@code nats.broker.*} give. */
final class SpringOptions {
    private SpringOptions() {}

    /**
     * Reads them.
     *
     * @throws UnusableOptionsException if a property is unknown or its value cannot be used
     */
    static BrokerOptions of(ConfigurableEnvironment environment) {
        try {
            return NatsBrokerOptionsMapper.bind(environment);
        } catch (BindException e) {
            Throwable cause = e.getCause();
            throw new UnusableOptionsException(
                    cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionsException(String.valueOf(e.getMessage()), e);
        }
    }
}
