package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.event.NatsConnectionEvent;
import dev.natsbroker.spring.event.NatsSlowConsumerEvent;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Dispatcher;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

/** TLS of connections, and what applications hear of them. */
@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class NatsConnectionTest {
    private static final Path CERTIFICATES = Path.of("../nats-broker/src/test/resources/tls");

    private static NatsBroker startWithTls(String options) {
        String text = "tls { cert_file: '" + CERTIFICATES.resolve("server-ec.pem") + "', key_file: '"
                + CERTIFICATES.resolve("server-ec-key.pem") + "', ca_file: '" + CERTIFICATES.resolve("ca.pem") + "', "
                + options + " }";
        return NatsBroker.start(ConfigLoader.ofProcess(MappingCheck.NONE)
                .loadText(
                        text, BrokerOptions.builder().host("127.0.0.1").port(0).build())
                .options());
    }

    private static ApplicationContextRunner contextRunner(NatsBroker broker, String scheme) {
        return ClientFixture.contextRunner(broker)
                .withPropertyValues(
                        "nats.servers=" + scheme + "://localhost:" + broker.port(),
                        "spring.ssl.bundle.pem.trusting.truststore.certificate=file:" + CERTIFICATES.resolve("ca.pem"),
                        "spring.ssl.bundle.pem.client.truststore.certificate=file:" + CERTIFICATES.resolve("ca.pem"),
                        "spring.ssl.bundle.pem.client.keystore.certificate=file:" + CERTIFICATES.resolve("client.pem"),
                        "spring.ssl.bundle.pem.client.keystore.private-key=file:"
                                + CERTIFICATES.resolve("client-key.pem"));
    }

    @Nested
    class Tls {
        private static NatsBroker broker;

        @BeforeAll
        static void startBroker() {
            broker = startWithTls("verify: false");
        }

        @AfterAll
        static void stopBroker() throws InterruptedException {
            ClientFixture.stop(broker);
        }

        @Test
        void shouldTrustByAnSslBundle() {
            for (String scheme : List.of("nats", "tls")) {
                contextRunner(broker, scheme)
                        .withPropertyValues("nats.ssl.bundle=trusting")
                        .run(context -> assertThat(context.getBean(Connection.class)
                                        .getServerInfo()
                                        .isTLSRequired())
                                .isTrue());
            }
        }

        @Test
        void shouldHaveAnSslBundleForEachConnection() {
            contextRunner(broker, "tls")
                    .withPropertyValues(
                            "nats.ssl.bundle=trusting",
                            "nats.connections.billing.servers=tls://localhost:" + broker.port(),
                            "nats.connections.billing.ssl.bundle=client",
                            "nats.connections.billing.startup=fail-fast",
                            "nats.connections.billing.drain-timeout=0")
                    .run(context -> assertThat(context.getBean("billingNatsConnection", Connection.class)
                                    .getStatus())
                            .isEqualTo(Connection.Status.CONNECTED));
        }

        @Test
        void shouldPresentACertificateWhenTheServerWantsOne() throws Exception {
            NatsBroker verifying = startWithTls("verify: true");
            contextRunner(verifying, "tls")
                    .withPropertyValues("nats.ssl.bundle=client")
                    .run(context -> assertThat(context).hasNotFailed());
            contextRunner(verifying, "tls")
                    .withPropertyValues("nats.ssl.bundle=trusting")
                    .run(context -> assertThat(context).hasFailed());
            ClientFixture.stop(verifying);
        }

        @Test
        void shouldBeginWithTlsWhenToldTo() throws Exception {
            NatsBroker first = startWithTls("handshake_first: true");
            contextRunner(first, "nats")
                    .withPropertyValues("nats.ssl.bundle=trusting", "nats.ssl.tls-first=true")
                    .run(context -> assertThat(context).hasNotFailed());
            ClientFixture.stop(first);
        }

        @Test
        void shouldFailWithAnUnknownBundleEvenInTheBackground() {
            contextRunner(broker, "tls")
                    .withPropertyValues("nats.ssl.bundle=missing", "nats.startup=background")
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("missing"));
        }
    }

    @Nested
    class ConnectionEvents {
        @Test
        void shouldReachEventListeners(@TempDir Path store) throws Exception {
            NatsBroker first = ClientFixture.start(0, store);
            int port = first.port();
            ClientFixture.contextRunner(first)
                    .withBean(Observer.class, Observer::new)
                    .withPropertyValues("nats.reconnect.delay=20ms", "nats.reconnect.jitter=1ms")
                    .run(context -> {
                        Observer observer = context.getBean(Observer.class);
                        assertThat(observer.types()).containsExactly(Events.CONNECTED);
                        assertThat(observer.connections.element()).satisfies(event -> {
                            assertThat(event.getName()).isEqualTo("default");
                            assertThat(event.getServerUrl()).contains(String.valueOf(port));
                            assertThat(event.getConnection().getStatus()).isEqualTo(Connection.Status.CONNECTED);
                        });

                        ClientFixture.stop(first);
                        await().untilAsserted(() -> assertThat(observer.types()).contains(Events.DISCONNECTED));
                        NatsBroker second = ClientFixture.start(port, store);
                        await().untilAsserted(() ->
                                assertThat(observer.types()).contains(Events.RECONNECTED, Events.RESUBSCRIBED));

                        context.getBean(DefaultNatsConnectionFactory.class).stop();
                        await().untilAsserted(() -> assertThat(observer.types()).contains(Events.CLOSED));
                        ClientFixture.stop(second);
                    });
        }

        @Test
        void shouldTellOfSlowConsumers(@TempDir Path store) throws Exception {
            NatsBroker broker = ClientFixture.start(0, store);
            ClientFixture.contextRunner(broker)
                    .withBean(Observer.class, Observer::new)
                    .run(context -> {
                        Connection connection = context.getBean(Connection.class);
                        CountDownLatch release = new CountDownLatch(1);
                        Dispatcher slow = connection.createDispatcher(message -> release.await());
                        slow.setPendingLimits(1, -1);
                        slow.subscribe("flood");
                        for (int i = 0; i < 100; i++) {
                            connection.publish("flood", null);
                        }
                        Observer observer = context.getBean(Observer.class);
                        await().untilAsserted(() -> assertThat(observer.slow).isNotEmpty());
                        assertThat(observer.slow.element().getName()).isEqualTo("default");
                        assertThat(observer.slow.element().getDropped()).isPositive();
                        release.countDown();
                    });
            ClientFixture.stop(broker);
        }
    }

    static final class Observer {
        final Queue<NatsConnectionEvent> connections = new ConcurrentLinkedQueue<>();
        final Queue<NatsSlowConsumerEvent> slow = new ConcurrentLinkedQueue<>();

        List<Events> types() {
            return new ArrayDeque<>(connections)
                    .stream().map(NatsConnectionEvent::getType).toList();
        }

        @EventListener
        void connection(NatsConnectionEvent event) {
            connections.add(event);
        }

        @EventListener
        void slow(NatsSlowConsumerEvent event) {
            slow.add(event);
        }
    }
}
