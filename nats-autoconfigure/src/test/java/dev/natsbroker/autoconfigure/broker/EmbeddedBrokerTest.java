package dev.natsbroker.autoconfigure.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsTemplate;
import io.nats.client.Connection;
import io.nats.client.NKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EmbeddedBrokerTest {
    private static final Path CERTIFICATES = Path.of("../nats-broker/src/test/resources/tls");

    private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, NatsBrokerAutoConfiguration.class, NatsAutoConfiguration.class))
            .withPropertyValues(
                    "nats.broker.embedded=true",
                    "nats.startup=fail-fast",
                    "nats.drain-timeout=0",
                    "nats.jetstream.streams.ORDERS.subjects=orders");

    @Test
    void shouldServeItsOwnApplication() {
        AtomicReference<Path> store = new AtomicReference<>();

        contextRunner.run(context -> {
            assertThat(context).hasNotFailed();
            BrokerOptions options =
                    context.getBean(NatsBrokerLifecycle.class).broker().options();
            store.set(options.jetStream().storeDirectory());
            assertThat(options.listen().host()).isEqualTo("127.0.0.1");
            assertThat(store.get()).exists();
            assertThat(context.getBean(JetStreamTemplate.class)
                            .publish("orders", "x")
                            .getSeqno())
                    .isEqualTo(1);
            assertThat(context.getBean(Connection.class).getServerInfo().getServerId())
                    .isEqualTo(
                            context.getBean(NatsBrokerLifecycle.class).broker().serverId());
        });

        assertThat(store.get()).doesNotExist();
    }

    @Test
    void shouldFollowTheProperties(@TempDir Path folder) {
        contextRunner
                .withPropertyValues(
                        "nats.broker.jetstream.store-dir=" + folder,
                        "nats.broker.authorization.user=alice",
                        "nats.broker.authorization.password=secret",
                        "nats.username=alice",
                        "nats.password=secret")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(NatsBrokerLifecycle.class)
                                    .broker()
                                    .options()
                                    .jetStream()
                                    .storeDirectory())
                            .isEqualTo(folder);
                });
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void shouldFollowTheConfigurationFile(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store");
        Path file = Files.writeString(
                folder.resolve("nats.conf"), "host: localhost\njetstream { store_dir: \"" + store + "\" }\n");

        contextRunner.withPropertyValues("nats.broker.config-file=" + file).run(context -> {
            assertThat(context).hasNotFailed();
            BrokerOptions options =
                    context.getBean(NatsBrokerLifecycle.class).broker().options();
            assertThat(options.listen().host()).isEqualTo("localhost");
            assertThat(options.jetStream().storeDirectory()).isEqualTo(store);
        });
        assertThat(store).isNotEmptyDirectory();
    }

    @Test
    void shouldLetItsApplicationInByAnNkey() throws Exception {
        NKey key = NKey.createUser(null);

        contextRunner
                .withPropertyValues(
                        "nats.broker.authorization.users[0].nkey=" + new String(key.getPublicKey()),
                        "nats.nkey-seed=" + new String(key.getSeed()))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void shouldSpeakTlsWithItsApplication() {
        contextRunner
                .withPropertyValues(
                        "nats.broker.tls.bundle=server",
                        "spring.ssl.bundle.pem.server.keystore.certificate=file:"
                                + CERTIFICATES.resolve("server-ec.pem"),
                        "spring.ssl.bundle.pem.server.keystore.private-key=file:"
                                + CERTIFICATES.resolve("server-ec-key.pem"),
                        "nats.ssl.bundle=client",
                        "spring.ssl.bundle.pem.client.truststore.certificate=file:" + CERTIFICATES.resolve("ca.pem"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Connection connection = context.getBean(Connection.class);
                    assertThat(connection.getServerInfo().isTLSRequired()).isTrue();
                    assertThat(connection.getOptions().getSslContext()).isNotNull();
                    assertThat(context.getBean(JetStreamTemplate.class)
                                    .publish("orders", "x")
                                    .getSeqno())
                            .isEqualTo(1);
                });
    }

    @Test
    void shouldAskItsApplicationForACertificate() {
        String[] properties = {
            "nats.broker.tls.cert-file=" + CERTIFICATES.resolve("server-ec.pem"),
            "nats.broker.tls.key-file=" + CERTIFICATES.resolve("server-ec-key.pem"),
            "nats.broker.tls.ca-file=" + CERTIFICATES.resolve("ca.pem"),
            "nats.broker.tls.verify=true",
            "nats.broker.tls.handshake-first=true",
            "nats.ssl.bundle=client",
            "nats.ssl.tls-first=true",
            "nats.connect-timeout=2s",
            "spring.ssl.bundle.pem.client.truststore.certificate=file:" + CERTIFICATES.resolve("ca.pem")
        };
        contextRunner
                .withPropertyValues(properties)
                .run(context -> assertThat(context).getFailure().hasRootCauseInstanceOf(Exception.class));
        contextRunner
                .withPropertyValues(properties)
                .withPropertyValues(
                        "spring.ssl.bundle.pem.client.keystore.certificate=file:" + CERTIFICATES.resolve("client.pem"),
                        "spring.ssl.bundle.pem.client.keystore.private-key=file:"
                                + CERTIFICATES.resolve("client-key.pem"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void shouldBeThereForBeansThatConnectEarly() {
        contextRunner
                .withInitializer(context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        if (bean instanceof NatsTemplate template) {
                            template.publish("early", "x");
                        }
                        return bean;
                    }
                }))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void shouldGiveWayToOtherDetails() {
        contextRunner
                .withBean("details", NatsConnectionDetails.class, () -> () -> List.of("nats://127.0.0.1:1"))
                .withPropertyValues("nats.startup=background", "nats.jetstream.provision=none")
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedBrokerConnectionDetails.class));
    }

    @Test
    void shouldServeOthersWithoutTheClientSide() {
        contextRunner
                .withClassLoader(new FilteredClassLoader(NatsConnectionFactory.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(NatsBrokerLifecycle.class)
                        .doesNotHaveBean(NatsConnectionDetails.class));
    }
}
