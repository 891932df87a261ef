package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.autoconfigure.client.NatsProperties;
import dev.natsbroker.autoconfigure.client.PropertiesNatsConnectionDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/**
 * Leads the application's connection to its own broker, which is started if somebody connects before its phase has come. All but the
 * address is what the properties say.
 */
final class EmbeddedBrokerConnectionDetails extends PropertiesNatsConnectionDetails {
    private final NatsBrokerLifecycle lifecycle;

    EmbeddedBrokerConnectionDetails(
            NatsBrokerLifecycle lifecycle, NatsProperties properties, @Nullable SslBundles sslBundles) {
        super(properties, sslBundles);
        this.lifecycle = lifecycle;
    }

    @Override
    public List<String> getServers() {
        lifecycle.start();
        return List.of(lifecycle.broker().clientUri().toString());
    }
}
