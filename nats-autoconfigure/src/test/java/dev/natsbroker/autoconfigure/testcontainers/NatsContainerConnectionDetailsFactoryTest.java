package dev.natsbroker.autoconfigure.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import io.nats.client.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** With containers that are not started, but say that they are where the broker of the test is: there need be no Docker. */
class NatsContainerConnectionDetailsFactoryTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private final ApplicationContextRunner contextRunner = NATS.contextRunner()
            .withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class))
            .withPropertyValues("nats.servers=nats://127.0.0.1:1");

    @Test
    void shouldConnectToAContainer() {
        contextRunner.withUserConfiguration(ContainerConfiguration.class).run(context -> {
            NatsConnectionDetails details = context.getBean(NatsConnectionDetails.class);
            assertThat(details.getServers())
                    .containsExactly("nats://127.0.0.1:" + NATS.broker().port());
            assertThat(details.getUsername()).isNull();
            assertThat(details.getSslBundle()).isNull();
            assertThat(context.getBean(Connection.class).getServerInfo().getServerId())
                    .isEqualTo(NATS.broker().serverId());
        });
    }

    @Test
    void shouldReadAuthenticationFromTheEnvironment() {
        contextRunner
                .withPropertyValues("nats.startup=background")
                .withUserConfiguration(SecuredContainerConfiguration.class)
                .run(context -> {
                    NatsConnectionDetails details = context.getBean(NatsConnectionDetails.class);
                    assertThat(details.getUsername()).isEqualTo("alice");
                    assertThat(details.getPassword()).isEqualTo("secret");
                    assertThat(details.getToken()).isNull();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class ContainerConfiguration {
        @Bean
        @ServiceConnection("nats")
        GenericContainer<?> broker() {
            return new NotStarted();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecuredContainerConfiguration {
        @Bean
        @ServiceConnection("nats")
        GenericContainer<?> broker() {
            return new NotStarted().withEnv(Map.of("NATS_USER", "alice", "NATS_PASSWORD", "secret"));
        }
    }

    private static final class NotStarted extends GenericContainer<NotStarted> {
        NotStarted() {
            super(DockerImageName.parse("nats:2.12"));
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return "127.0.0.1";
        }

        @Override
        public Integer getMappedPort(int originalPort) {
            assertThat(originalPort).isEqualTo(4222);
            return NATS.broker().port();
        }
    }
}
