package dev.natsbroker.autoconfigure.testcontainers;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.GenericContainer;

/**
 * Finds a {@code GenericContainer} of the image {@code nats}, or any with {@code @ServiceConnection(name = "nats")}, with user,
 * password or token from {@code NATS_USER}, {@code NATS_PASSWORD} and {@code NATS_TOKEN} of its environment.
 */
final class NatsContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<GenericContainer<?>, NatsConnectionDetails> {
    private static final int CLIENT_PORT = 4222;

    NatsContainerConnectionDetailsFactory() {
        super("nats");
    }

    @Override
    protected NatsConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<GenericContainer<?>> source) {
        return new NatsContainerConnectionDetails(source);
    }

    private static final class NatsContainerConnectionDetails extends ContainerConnectionDetails<GenericContainer<?>>
            implements NatsConnectionDetails {
        private NatsContainerConnectionDetails(ContainerConnectionSource<GenericContainer<?>> source) {
            super(source);
        }

        @Override
        public List<String> getServers() {
            GenericContainer<?> container = getContainer();
            return List.of("nats://" + container.getHost() + ":" + container.getMappedPort(CLIENT_PORT));
        }

        @Override
        public @Nullable String getUsername() {
            return environment().get("NATS_USER");
        }

        @Override
        public @Nullable String getPassword() {
            return environment().get("NATS_PASSWORD");
        }

        @Override
        public @Nullable String getToken() {
            return environment().get("NATS_TOKEN");
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return super.getSslBundle();
        }

        private Map<String, String> environment() {
            return getContainer().getEnvMap();
        }
    }
}
