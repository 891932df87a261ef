package dev.natsbroker.autoconfigure.docker.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

class NatsDockerComposeConnectionDetailsFactoryTest {
    private static final Path CERTIFICATES =
            Path.of("../nats-broker/src/test/resources/tls").toAbsolutePath();

    private static @Nullable NatsConnectionDetails detailsOf(Service service) throws Exception {
        Constructor<DockerComposeConnectionSource> constructor =
                DockerComposeConnectionSource.class.getDeclaredConstructor(RunningService.class, Environment.class);
        constructor.setAccessible(true);
        return (NatsConnectionDetails) new ConnectionDetailsFactories(null)
                .getConnectionDetails(constructor.newInstance(service, new StandardEnvironment()), false)
                .get(NatsConnectionDetails.class);
    }

    @Test
    void shouldFindServicesOfTheImage() throws Exception {
        NatsConnectionDetails details =
                Objects.requireNonNull(detailsOf(new Service("nats:2.12-alpine", Map.of(), Map.of())));

        assertThat(details.getServers()).containsExactly("nats://docker.test:14222");
        assertThat(details.getUsername()).isNull();
        assertThat(details.getPassword()).isNull();
        assertThat(details.getToken()).isNull();
        assertThat(details.getSslBundle()).isNull();
    }

    @Test
    void shouldFindServicesByTheirLabel() throws Exception {
        Map<String, String> labels = Map.of("org.springframework.boot.service-connection", "nats");

        assertThat(detailsOf(new Service("example.com/our/broker:1", Map.of(), labels)))
                .isNotNull();
        assertThat(detailsOf(new Service("example.com/our/broker:1", Map.of(), Map.of())))
                .isNull();
    }

    @Test
    void shouldReadAuthenticationFromTheEnvironment() throws Exception {
        NatsConnectionDetails user = Objects.requireNonNull(
                detailsOf(new Service("nats", Map.of("NATS_USER", "alice", "NATS_PASSWORD", "secret"), Map.of())));
        assertThat(user.getUsername()).isEqualTo("alice");
        assertThat(user.getPassword()).isEqualTo("secret");

        NatsConnectionDetails token =
                Objects.requireNonNull(detailsOf(new Service("nats", Map.of("NATS_TOKEN", "s3cret"), Map.of())));
        assertThat(token.getToken()).isEqualTo("s3cret");
    }

    @Test
    void shouldReadCertificatesFromLabels() throws Exception {
        Map<String, String> labels = Map.of(
                "org.springframework.boot.sslbundle.pem.truststore.certificate",
                CERTIFICATES.resolve("ca.pem").toUri().toString());

        NatsConnectionDetails details = Objects.requireNonNull(detailsOf(new Service("nats", Map.of(), labels)));

        assertThat(Objects.requireNonNull(details.getSslBundle()).createSslContext())
                .isNotNull();
    }

    private record Service(String imageName, Map<String, @Nullable String> env, Map<String, String> labels)
            implements RunningService {
        @Override
        public String name() {
            return "broker";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(imageName);
        }

        @Override
        public String host() {
            return "docker.test";
        }

        @Override
        public ConnectionPorts ports() {
            return new ConnectionPorts() {
                @Override
                public int get(int containerPort) {
                    return 10_000 + containerPort;
                }

                @Override
                public List<Integer> getAll() {
                    return List.of(14_222);
                }

                @Override
                public List<Integer> getAll(@Nullable String protocol) {
                    return getAll();
                }
            };
        }
    }
}
