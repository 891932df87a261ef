package dev.natsbroker.autoconfigure.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class NatsBrokerAutoConfigurationTest {
    private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, NatsBrokerAutoConfiguration.class))
            .withPropertyValues("nats.broker.enabled=true", "nats.broker.host=127.0.0.1", "nats.broker.port=0");

    private static NatsBroker brokerOf(ApplicationContext context) {
        return context.getBean(NatsBrokerLifecycle.class).broker();
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.getInputStream().read() == 'I';
        } catch (IOException e) {
            return false;
        }
    }

    @Nested
    class TheBroker {
        @Test
        void shouldServeClientsOnItsPort() {
            contextRunner.run(context -> {
                String port = context.getEnvironment().getProperty("local.nats.port");

                try (Connection nats = Nats.connect("nats://127.0.0.1:" + port)) {
                    Subscription subscription = nats.subscribe("greetings");
                    nats.publish("greetings", "hello".getBytes(StandardCharsets.UTF_8));

                    assertThat(subscription.nextMessage(Duration.ofSeconds(10)).getData())
                            .asString()
                            .isEqualTo("hello");
                }
                assertThat(brokerOf(context).port()).isEqualTo(Integer.parseInt(port));
            });
        }

        @Test
        void shouldStopWithTheContext() {
            AtomicReference<NatsBroker> broker = new AtomicReference<>();

            contextRunner.run(context -> {
                broker.set(brokerOf(context));
                assertThat(accepts(broker.get().port())).isTrue();
            });

            assertThat(broker.get().isRunning()).isFalse();
            assertThat(accepts(broker.get().port())).isFalse();
        }

        @Test
        void shouldStayAwayIfDisabled() {
            contextRunner
                    .withPropertyValues("nats.broker.enabled=false")
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean(NatsBrokerLifecycle.class)
                            .doesNotHaveBean(BrokerOptions.class));
        }

        @Test
        void shouldStayAwayUnlessAskedFor() {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(NatsBrokerAutoConfiguration.class))
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsBrokerLifecycle.class));
        }

        @Test
        void shouldStayAwayWithoutTheEngine() {
            contextRunner
                    .withClassLoader(new FilteredClassLoader(NatsBroker.class))
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsBrokerLifecycle.class));
        }

        @Test
        void shouldStayAwayIfThereIsABroker() {
            contextRunner
                    .withUserConfiguration(OwnBroker.class)
                    .run(context -> assertThat(context)
                            .hasSingleBean(NatsBroker.class)
                            .doesNotHaveBean(NatsBrokerLifecycle.class)
                            .doesNotHaveBean(BrokerOptions.class));
        }

        @Test
        void shouldExplainWhyItDoesNotStart() throws Exception {
            try (ServerSocket taken = new ServerSocket(0)) {
                contextRunner
                        .withPropertyValues("nats.broker.host=0.0.0.0", "nats.broker.port=" + taken.getLocalPort())
                        .run(context -> {
                            assertThat(context).getFailure().hasRootCauseInstanceOf(Exception.class);
                            FailureAnalysis analysis =
                                    new NatsBrokerStartFailureAnalyzer().analyze(context.getStartupFailure());
                            assertThat(analysis.getCause()).isInstanceOf(BrokerStartException.class);
                            assertThat(analysis.getDescription()).contains(Integer.toString(taken.getLocalPort()));
                            assertThat(analysis.getAction()).contains("nats.broker.port=0");
                        });
            }
        }
    }

    @Nested
    class TheLifecycle {
        @Test
        void shouldStartBeforeAndStopAfterWhatConnects() {
            contextRunner.withUserConfiguration(WithClient.class).run(context -> {
                Client client = context.getBean(Client.class);
                assertThat(client.log).containsExactly("started, broker running: true");

                context.getSourceApplicationContext().stop();

                assertThat(client.log).contains("stopped, broker running: true");
                assertThat(context.getBean(NatsBrokerLifecycle.class).isRunning())
                        .isFalse();
            });
        }

        @Test
        void shouldStartAndStopOnlyOnce() {
            contextRunner.withUserConfiguration(WithEvents.class).run(context -> {
                NatsBrokerLifecycle lifecycle = context.getBean(NatsBrokerLifecycle.class);
                NatsBroker broker = lifecycle.broker();

                lifecycle.start();
                assertThat(lifecycle.broker()).isSameAs(broker);
                lifecycle.stop();
                lifecycle.stop();

                assertThat(context.getBean(WithEvents.class).events)
                        .containsExactly("started " + broker.port(), "stopped false");
            });
        }

        @Test
        void shouldStartANewBrokerAfterAStop() {
            contextRunner.run(context -> {
                NatsBrokerLifecycle lifecycle = context.getBean(NatsBrokerLifecycle.class);
                NatsBroker first = lifecycle.broker();

                lifecycle.stop();
                lifecycle.start();

                assertThat(lifecycle.broker()).isNotSameAs(first);
                assertThat(accepts(lifecycle.broker().port())).isTrue();
                assertThat(context.getEnvironment().getProperty("local.nats.port", Integer.class))
                        .isEqualTo(lifecycle.broker().port());
            });
        }

        @Test
        void shouldNotOutliveAContextThatFails() {
            contextRunner.withUserConfiguration(WithFailingLifecycle.class).run(context -> {
                assertThat(context).hasFailed();
                int port = WithFailingLifecycle.PORT.get();
                assertThat(port).isPositive();
                assertThat(accepts(port)).isFalse();
            });
        }
    }

    @Nested
    class TheOptions {
        @TempDir
        Path folder;

        @Test
        void shouldComeFromProperties() {
            contextRunner
                    .withPropertyValues("nats.broker.server-name=spring", "nats.broker.authorization.token=secret")
                    .run(context -> {
                        Options options = new Options.Builder()
                                .server(brokerOf(context).clientUri().toString())
                                .token("secret".toCharArray())
                                .build();
                        try (Connection nats = Nats.connect(options)) {
                            assertThat(nats.getServerInfo().getServerName()).isEqualTo("spring");
                            assertThat(nats.getServerInfo().isAuthRequired()).isTrue();
                        }
                    });
        }

        @Test
        void shouldRefuseUnknownProperties() {
            contextRunner
                    .withPropertyValues("nats.broker.autorization.token=secret")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("nats.broker.autorization.token"));
        }

        @Test
        void shouldLetTheFileWinOverProperties() throws Exception {
            Path file = Files.writeString(folder.resolve("nats.conf"), "server_name: file");

            contextRunner
                    .withPropertyValues("nats.broker.config-file=" + file, "nats.broker.server-name=property")
                    .run(context -> assertThat(
                                    brokerOf(context).options().identity().serverName())
                            .isEqualTo("file"));
        }

        @Test
        void shouldCallCustomizersLastAndInOrder() {
            contextRunner
                    .withUserConfiguration(WithCustomizers.class)
                    .withPropertyValues("nats.broker.server-name=property")
                    .run(context -> {
                        BrokerOptions options = brokerOf(context).options();
                        assertThat(options.identity().serverName()).isEqualTo("second");
                        assertThat(options.limits().maxSubscriptions()).isEqualTo(3);
                    });
        }

        @Test
        void shouldBackOffForOptionsOfTheApplication() {
            contextRunner
                    .withUserConfiguration(OwnOptions.class)
                    .withPropertyValues("nats.broker.server-name=property")
                    .run(context -> {
                        assertThat(context).hasSingleBean(BrokerOptions.class);
                        assertThat(brokerOf(context).options().identity().serverName())
                                .isEqualTo("own");
                    });
        }
    }

    @Nested
    class Tls {
        private static final Path CERTIFICATES = Path.of("../nats-broker/src/test/resources/tls");

        @Test
        void shouldServeWithAnSslBundle() {
            contextRunner
                    .withPropertyValues(
                            "nats.broker.tls.bundle=server",
                            "spring.ssl.bundle.pem.server.keystore.certificate=file:"
                                    + CERTIFICATES.resolve("server-ec.pem"),
                            "spring.ssl.bundle.pem.server.keystore.private-key=file:"
                                    + CERTIFICATES.resolve("server-ec-key.pem"))
                    .run(context -> {
                        Options options = new Options.Builder()
                                .server("tls://localhost:" + brokerOf(context).port())
                                .sslContext(trusting(CERTIFICATES.resolve("ca.pem")))
                                .build();
                        try (Connection nats = Nats.connect(options)) {
                            assertThat(nats.getServerInfo().isTLSRequired()).isTrue();
                            assertThat(nats.RTT()).isPositive();
                        }
                    });
        }

        private static SSLContext trusting(Path authority) throws Exception {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(authority)) {
                trusted.setCertificateEntry(
                        "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
    }

    @Nested
    class Metrics {
        @Test
        void shouldBeThoseOfTheRunningBroker() {
            contextRunner.withBean(SimpleMeterRegistry.class).run(context -> {
                MeterRegistry registry = context.getBean(MeterRegistry.class);
                NatsBrokerLifecycle lifecycle = context.getBean(NatsBrokerLifecycle.class);
                try (Connection nats =
                        Nats.connect(lifecycle.broker().clientUri().toString())) {
                    assertThat(nats.RTT()).isPositive();
                    assertThat(accepted(registry)).isEqualTo(1);
                }

                lifecycle.stop();
                assertThat(registry.getMeters()).isEmpty();
                lifecycle.start();

                assertThat(accepted(registry)).isZero();
            });
        }

        @Test
        void shouldComeAndGoWithStreams(@TempDir Path folder) {
            contextRunner
                    .withBean(SimpleMeterRegistry.class)
                    .withPropertyValues(
                            "nats.broker.jetstream.enabled=true", "nats.broker.jetstream.store-dir=" + folder)
                    .run(context -> {
                        MeterRegistry registry = context.getBean(MeterRegistry.class);
                        NatsBrokerLifecycle lifecycle = context.getBean(NatsBrokerLifecycle.class);
                        assertThat(registry.get("nats.broker.jetstream.streams")
                                        .gauge()
                                        .value())
                                .isZero();
                        assertThat(registry.get("nats.broker.jetstream.journal.sync")
                                        .functionTimer()
                                        .count())
                                .isNotNegative();

                        lifecycle.stop();
                        assertThat(registry.getMeters()).isEmpty();
                    });
        }

        private static double accepted(MeterRegistry registry) {
            return registry.get("nats.broker.connections.accepted")
                    .functionCounter()
                    .count();
        }

        @Test
        void shouldNotNeedARegistry() {
            contextRunner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NatsBrokerMetrics.class));
        }

        @Test
        void shouldNotNeedMicrometer() {
            contextRunner
                    .withClassLoader(new FilteredClassLoader("io.micrometer"))
                    .run(context -> {
                        assertThat(context).hasNotFailed().doesNotHaveBean(NatsBrokerMetrics.class);
                        assertThat(brokerOf(context).isRunning()).isTrue();
                    });
        }
    }

    @Nested
    class HealthOfTheBroker {
        @Test
        void shouldFollowTheBroker() {
            contextRunner.run(context -> {
                HealthIndicator indicator = context.getBean(NatsBrokerHealthIndicator.class);

                Health up = indicator.health();
                assertThat(up.getStatus()).isEqualTo(Status.UP);
                assertThat(up.getDetails())
                        .containsEntry("serverId", brokerOf(context).serverId())
                        .containsEntry(
                                "clientUri", brokerOf(context).clientUri().toString());

                context.getBean(NatsBrokerLifecycle.class).stop();
                assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
            });
        }

        @Test
        void shouldTellHowDurableJetStreamIs(@TempDir Path folder) {
            contextRunner
                    .withPropertyValues(
                            "nats.broker.jetstream.enabled=true",
                            "nats.broker.jetstream.sync-interval=10s",
                            "nats.broker.jetstream.store-dir=" + folder)
                    .run(context -> {
                        Health up =
                                context.getBean(NatsBrokerHealthIndicator.class).health();

                        assertThat(up.getStatus()).isEqualTo(Status.UP);
                        assertThat(up.getDetails())
                                .containsEntry(
                                        "jetStream",
                                        Map.of(
                                                "sync",
                                                "lazy",
                                                "storeDir",
                                                folder.resolve("jetstream").toString(),
                                                "accounts",
                                                1));
                    });
        }

        @Test
        void shouldBeDownWhenAStreamCannotBeRead(@TempDir Path folder) throws Exception {
            Path broken = Files.createDirectories(folder.resolve("jetstream/accounts/%24+g/streams/broken"));
            Files.writeString(broken.resolve("stream.meta"), "not what a stream's description looks like");

            contextRunner
                    .withPropertyValues(
                            "nats.broker.jetstream.enabled=true", "nats.broker.jetstream.store-dir=" + folder)
                    .run(context -> {
                        Health down =
                                context.getBean(NatsBrokerHealthIndicator.class).health();

                        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
                        assertThat(down.getDetails().get("jetStream"))
                                .asString()
                                .contains("could not be recovered");
                    });
        }

        @Test
        void shouldBeOutOfServiceInLameDuckMode() {
            contextRunner.run(context -> {
                NatsBroker broker = brokerOf(context);
                // A client keeps the broker in lame duck mode for a while.
                try (Connection nats = Nats.connect(broker.clientUri().toString())) {
                    assertThat(nats.RTT()).isPositive();
                    broker.enterLameDuckMode();

                    assertThat(context.getBean(NatsBrokerHealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .isEqualTo(Status.OUT_OF_SERVICE);
                }
            });
        }

        @Test
        void shouldBeSwitchedOffByItsProperty() {
            contextRunner
                    .withPropertyValues("management.health.nats-broker.enabled=false")
                    .run(context -> assertThat(context).doesNotHaveBean(NatsBrokerHealthIndicator.class));
        }

        @Test
        void shouldNotNeedTheHealthModule() {
            contextRunner
                    .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                    .run(context -> {
                        assertThat(context).hasNotFailed().doesNotHaveBean("natsBrokerHealthIndicator");
                        assertThat(brokerOf(context).isRunning()).isTrue();
                    });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBroker {
        @Bean(destroyMethod = "stop")
        NatsBroker ownBroker() {
            return NatsBroker.start(
                    BrokerOptions.builder().host("127.0.0.1").port(0).build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOptions {
        @Bean
        BrokerOptions ownOptions() {
            return BrokerOptions.builder()
                    .host("127.0.0.1")
                    .port(0)
                    .serverName("own")
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithCustomizers {
        @Bean
        @Order(2)
        NatsBrokerOptionsCustomizer second() {
            return options -> options.serverName("second");
        }

        @Bean
        @Order(1)
        NatsBrokerOptionsCustomizer first() {
            return options -> options.serverName("first").limits(limits -> limits.maxSubscriptions(3));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithEvents {
        final List<String> events = new ArrayList<>();

        @EventListener
        void started(NatsBrokerStartedEvent event) {
            events.add("started " + event.getBroker().port());
        }

        @EventListener
        void stopped(NatsBrokerStoppedEvent event) {
            events.add("stopped " + event.getBroker().isRunning());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithClient {
        @Bean
        Client client(ObjectProvider<NatsBrokerLifecycle> broker) {
            return new Client(broker);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithFailingLifecycle {
        static final AtomicReference<Integer> PORT = new AtomicReference<>(0);

        @Bean
        Client failing(ObjectProvider<NatsBrokerLifecycle> broker) {
            return new Client(broker) {
                @Override
                public void start() {
                    PORT.set(broker.getObject().broker().port());
                    throw new IllegalStateException("no");
                }
            };
        }
    }

    /** Stands for what connects to the broker: a lifecycle of the default phase. It asks for the broker only when it starts. */
    static class Client implements SmartLifecycle {
        final List<String> log = new ArrayList<>();
        private final ObjectProvider<NatsBrokerLifecycle> broker;
        private boolean running;

        Client(ObjectProvider<NatsBrokerLifecycle> broker) {
            this.broker = broker;
        }

        @Override
        public void start() {
            running = true;
            log.add("started, broker running: " + broker.getObject().isRunning());
        }

        @Override
        public void stop() {
            running = false;
            log.add("stopped, broker running: " + broker.getObject().isRunning());
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
