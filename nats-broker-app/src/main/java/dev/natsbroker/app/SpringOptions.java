package dev.natsbroker.app;

import dev.natsbroker.broker.config.BrokerOptions;
import org.springframework.core.env.ConfigurableEnvironment;

/** The options that Spring's properties {@code nats.broker.*} give. */
final class SpringOptions {
    private SpringOptions() {}

    static BrokerOptions of(ConfigurableEnvironment environment) {
        return BrokerOptions.defaults();
    }
}
