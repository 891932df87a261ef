package dev.natsbroker.autoconfigure.broker;

import java.util.Map;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Puts the port of the broker into the environment, as {@value #PROPERTY}. */
final class LocalNatsPort implements ApplicationListener<NatsBrokerStartedEvent> {
    static final String PROPERTY = "local.nats.port";

    private static final String SOURCE = "natsBrokerPort";

    private final ConfigurableEnvironment environment;

    LocalNatsPort(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(NatsBrokerStartedEvent event) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        SOURCE, Map.of(PROPERTY, event.getBroker().port())));
    }
}
