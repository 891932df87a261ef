package dev.natsbroker.autoconfigure.docker.compose;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Finds the services {@code nats} of a compose file, with user, password or token from {@code NATS_USER}, {@code NATS_PASSWORD}
 * and {@code NATS_TOKEN} of its environment.
 */
final class NatsDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<NatsConnectionDetails> {
    private static final int CLIENT_PORT = 4222;

    NatsDockerComposeConnectionDetailsFactory() {
        super("nats");
    }

    @Override
    protected NatsConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new NatsDockerComposeConnectionDetails(source.getRunningService());
    }

    private static final class NatsDockerComposeConnectionDetails extends DockerComposeConnectionDetails
            implements NatsConnectionDetails {
        private final String url;
        private final Map<String, @Nullable String> environment;
        private final @Nullable SslBundle sslBundle;

        NatsDockerComposeConnectionDetails(RunningService service) {
            super(service);
            this.url = "nats://" + service.host() + ":" + service.ports().get(CLIENT_PORT);
            this.environment = service.env();
            this.sslBundle = getSslBundle(service);
        }

        @Override
        public List<String> getServers() {
            return List.of(url);
        }

        @Override
        public @Nullable String getUsername() {
            return environment.get("NATS_USER");
        }

        @Override
        public @Nullable String getPassword() {
            return environment.get("NATS_PASSWORD");
        }

        @Override
        public @Nullable String getToken() {
            return environment.get("NATS_TOKEN");
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return sslBundle;
        }
    }
}
