package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import dev.natsbroker.autoconfigure.client.NatsProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads the application's connection to its own broker, which is started if somebody connects before its phase has come. User,
 * password and token are those of the properties.
 */
final class EmbeddedBrokerConnectionDetails implements NatsConnectionDetails {
    private final NatsBrokerLifecycle lifecycle;
    private final NatsProperties properties;

    EmbeddedBrokerConnectionDetails(NatsBrokerLifecycle lifecycle, NatsProperties properties) {
        this.lifecycle = lifecycle;
        this.properties = properties;
    }

    @Override
    public List<String> getServers() {
        lifecycle.start();
        return List.of(lifecycle.broker().clientUri().toString());
    }

    @Override
    public @Nullable String getUsername() {
        return properties.getUsername();
    }

    @Override
    public @Nullable String getPassword() {
        return properties.getPassword();
    }

    @Override
    public @Nullable String getToken() {
        return properties.getToken();
    }
}
