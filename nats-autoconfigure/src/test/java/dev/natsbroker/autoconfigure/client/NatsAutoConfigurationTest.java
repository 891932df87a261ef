package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverter;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import dev.natsbroker.spring.topology.ConsumerDeclaration;
import dev.natsbroker.spring.topology.Topology;
import dev.natsbroker.spring.topology.TopologyException;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.JetStreamManagement;
import io.nats.client.NKey;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.lang.reflect.Type;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class NatsAutoConfigurationTest {
    @TempDir
    static Path store;

    private static NatsBroker broker;

    private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, JacksonAutoConfiguration.class, NatsAutoConfiguration.class))
            .withPropertyValues("nats.servers=" + broker.clientUri(), "nats.startup=fail-fast", "nats.drain-timeout=0");

    @BeforeAll
    static void startBroker() {
        broker = NatsBroker.start(BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                .build());
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        broker.stop();
        broker.awaitStopped(Duration.ofSeconds(10));
    }

    @Nested
    class TheConnection {
        @Test
        void shouldConnectAndClose() {
            Connection[] connection = new Connection[1];
            contextRunner.withPropertyValues("spring.application.name=orders").run(context -> {
                connection[0] = context.getBean(NatsConnectionFactory.class).getConnection();

                assertThat(connection[0].getStatus()).isEqualTo(Status.CONNECTED);
                assertThat(context.getBean(Connection.class).getServerInfo().getServerId())
                        .isEqualTo(broker.serverId());
                assertThat(connection[0].getOptions().getConnectionName()).isEqualTo("orders");
                assertThat(context.getBean(NatsConnections.class).get("default"))
                        .isSameAs(context.getBean(NatsConnectionFactory.class));
            });
            assertThat(connection[0].getStatus()).isEqualTo(Status.CLOSED);
        }

        @Test
        void shouldNotGiveTheClientLibraryAJitterThatItFailsWith() {
            contextRunner
                    .withPropertyValues("nats.reconnect.jitter=0", "nats.reconnect.jitter-tls=0")
                    .run(context -> {
                        Options options = context.getBean(Connection.class).getOptions();
                        assertThat(options.getReconnectJitter()).isPositive();
                        assertThat(options.getReconnectJitterTls()).isPositive();
                    });
            contextRunner
                    .withPropertyValues("nats.reconnect.jitter=-1ms")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining("reconnect.jitter of a NATS connection is PT-0.001S"));
        }

        @Test
        void shouldMapAllOptions() {
            contextRunner
                    .withPropertyValues(
                            "nats.connection-name=mine",
                            "nats.connect-timeout=3s",
                            "nats.ping-interval=7s",
                            "nats.max-pings-out=5",
                            "nats.inbox-prefix=_MINE.",
                            "nats.no-echo=true",
                            "nats.reconnect.max-attempts=9",
                            "nats.reconnect.delay=11s",
                            "nats.reconnect.jitter=12ms",
                            "nats.reconnect.jitter-tls=13ms",
                            "nats.reconnect.buffer-size=3MB",
                            "nats.options.max.control.line=2048",
                            "nats.options.io.nats.client.pedantic=true")
                    .run(context -> {
                        Options options = context.getBean(Connection.class).getOptions();
                        assertThat(options.getConnectionName()).isEqualTo("mine");
                        assertThat(options.getConnectionTimeout()).hasSeconds(3);
                        assertThat(options.getPingInterval()).hasSeconds(7);
                        assertThat(options.getMaxPingsOut()).isEqualTo(5);
                        assertThat(options.getInboxPrefix()).isEqualTo("_MINE.");
                        assertThat(options.isNoEcho()).isTrue();
                        assertThat(options.getMaxReconnect()).isEqualTo(9);
                        assertThat(options.getReconnectWait()).hasSeconds(11);
                        assertThat(options.getReconnectJitter()).hasMillis(12);
                        assertThat(options.getReconnectJitterTls()).hasMillis(13);
                        assertThat(options.getReconnectBufferSize()).isEqualTo(3 << 20);
                        assertThat(options.getMaxControlLine()).isEqualTo(2048);
                        assertThat(options.isPedantic()).isTrue();
                    });
        }

        @Test
        void shouldReconnectForEverByDefault() {
            contextRunner.run(context -> assertThat(
                            context.getBean(Connection.class).getOptions().getMaxReconnect())
                    .isEqualTo(-1));
        }

        @Test
        void shouldStartWithoutAServer() {
            contextRunner
                    .withPropertyValues(
                            "nats.servers=nats://127.0.0.1:1", "nats.startup=background", "nats.startup-timeout=50ms")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBean(Connection.class).getStatus())
                                .isEqualTo(Status.DISCONNECTED);
                        assertThat(context.getBean(NatsConnectionFactory.class).whenConnected())
                                .isNotDone();
                    });
        }

        @Test
        void shouldFailWithoutAServerWhenToldTo() {
            contextRunner
                    .withPropertyValues("nats.servers=nats://127.0.0.1:1")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasRootCauseInstanceOf(ConnectException.class)
                            .isInstanceOf(ApplicationContextException.class)
                            .hasCauseInstanceOf(NatsConnectionException.class));
        }

        @Test
        void shouldCallCustomizersInTheirOrder() {
            contextRunner
                    .withUserConfiguration(CustomizersConfiguration.class)
                    .run(context -> assertThat(context.getBean(Connection.class)
                                    .getOptions()
                                    .getConnectionName())
                            .isEqualTo("second of default"));
        }

        @Test
        void shouldBackOffWhenThereIsAFactoryOrConnection() {
            contextRunner
                    .withUserConfiguration(OwnConnectionConfiguration.class)
                    .run(context -> {
                        assertThat(context).hasSingleBean(NatsConnectionFactory.class);
                        assertThat(context)
                                .getBean(NatsConnectionFactory.class)
                                .isInstanceOf(DefaultNatsConnectionFactory.class);
                        assertThat(context.getBean(NatsConnectionFactory.class).getName())
                                .isEqualTo("own");
                        assertThat(context).hasSingleBean(NatsTemplate.class);
                    });
        }

        @Test
        void shouldDoNothingWhenDisabledOrWithoutTheLibraries() {
            contextRunner
                    .withPropertyValues("nats.enabled=false")
                    .run(context -> assertThat(context).doesNotHaveBean(NatsConnectionFactory.class));
            contextRunner
                    .withClassLoader(new FilteredClassLoader(Connection.class))
                    .run(context -> assertThat(context).doesNotHaveBean(NatsAutoConfiguration.class));
            contextRunner
                    .withClassLoader(new FilteredClassLoader(NatsConnectionFactory.class))
                    .run(context -> assertThat(context).doesNotHaveBean(NatsAutoConfiguration.class));
        }

        @Test
        void shouldTakeDetailsInPlaceOfProperties() {
            contextRunner
                    .withPropertyValues("nats.servers=nats://127.0.0.1:1")
                    .withBean(
                            NatsConnectionDetails.class,
                            () -> () -> List.of(broker.clientUri().toString()))
                    .run(context -> assertThat(context.getBean(Connection.class)
                                    .getServerInfo()
                                    .getServerId())
                            .isEqualTo(broker.serverId()));
        }
    }

    @Nested
    class NamedConnections {
        @Test
        void shouldBeInjectedByQualifier() {
            contextRunner
                    .withPropertyValues(
                            "nats.connections.billing.servers=" + broker.clientUri(),
                            "nats.connections.billing.connection-name=billing-app",
                            "nats.connections.billing.drain-timeout=0")
                    .run(context -> {
                        NatsConnections connections = context.getBean(NatsConnections.class);
                        assertThat(connections.getAll()).hasSize(2);
                        assertThat(connections
                                        .get("billing")
                                        .getConnection()
                                        .getOptions()
                                        .getConnectionName())
                                .isEqualTo("billing-app");
                        assertThat(context.getBean("billingNatsConnection", Connection.class)
                                        .getOptions()
                                        .getConnectionName())
                                .isEqualTo("billing-app");
                        assertThat(context.getBean("billingNatsTemplate", NatsTemplate.class))
                                .isNotSameAs(context.getBean(NatsTemplate.class));
                        assertThat(context.getBean("billingJetStreamTemplate", JetStreamTemplate.class))
                                .isNotSameAs(context.getBean(JetStreamTemplate.class));
                        assertThat(context.getBean(NatsConnectionFactory.class).getName())
                                .isEqualTo("default");
                    });
        }

        @Test
        void shouldRefuseTheNameOfTheDefault() {
            contextRunner
                    .withPropertyValues("nats.connections.default.servers=nats://127.0.0.1:1")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasMessageContaining("connections.default")
                            .hasMessageContaining("directly below nats"));
        }
    }

    @Nested
    class Authentication {
        private final char[] seed = newSeed();

        private static char[] newSeed() {
            try {
                return NKey.createUser(null).getSeed();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        void shouldLetUserAndPasswordIn() {
            try (NatsBroker secured = start(options -> options.user("alice", "secret"))) {
                run(secured, "nats.username=alice", "nats.password=secret");
            }
        }

        @Test
        void shouldLetATokenIn() {
            try (NatsBroker secured = start(options -> options.token("s3cret"))) {
                run(secured, "nats.token=s3cret");
            }
        }

        @Test
        void shouldLetAnNkeyIn() throws Exception {
            String key = new String(NKey.fromSeed(seed).getPublicKey());
            BrokerOptions options = ConfigLoader.ofProcess(MappingCheck.NONE)
                    .loadText(
                            "authorization { users = [ { nkey: " + key + " } ] }",
                            BrokerOptions.builder().host("127.0.0.1").port(0).build())
                    .options();
            try (NatsBroker secured = NatsBroker.start(options)) {
                run(secured, "nats.nkey-seed=" + new String(seed));
            }
        }

        @Test
        void shouldReadCredentials(@TempDir Path folder) throws Exception {
            Path file = Files.writeString(folder.resolve("user.creds"), "nonsense");
            contextRunner
                    .withPropertyValues("nats.credentials-file=file:" + file)
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("without a JWT"));
            contextRunner
                    .withPropertyValues("nats.credentials-file=file:" + folder.resolve("missing"))
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("credentials-file"));
        }

        @Test
        void shouldRefuseContradictions() {
            contextRunner
                    .withPropertyValues("nats.username=alice", "nats.token=x")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("username")
                            .hasMessageContaining("token")
                            .hasMessageContaining("one way"));
            contextRunner
                    .withPropertyValues("nats.jwt=x")
                    .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("nkey-seed"));
            contextRunner
                    .withPropertyValues("nats.nkey-seed=SUnonsense")
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("not a seed"));
            contextRunner
                    .withPropertyValues("nats.servers=http://x y")
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("must be a URL"));
        }

        private NatsBroker start(UnaryOperator<BrokerOptionsBuilder> change) {
            return NatsBroker.start(
                    change.apply(BrokerOptions.builder().host("127.0.0.1").port(0))
                            .build());
        }

        private void run(NatsBroker secured, String... properties) {
            contextRunner
                    .withPropertyValues("nats.servers=" + secured.clientUri())
                    .withPropertyValues(properties)
                    .run(context -> assertThat(context.getBean(Connection.class).getStatus())
                            .isEqualTo(Status.CONNECTED));
        }
    }

    @Nested
    class Templates {
        @Test
        void shouldConvertByTheApplicationsMapper() {
            contextRunner.run(context -> {
                assertThat(context).hasSingleBean(NatsTemplate.class).hasSingleBean(JetStreamTemplate.class);
                JsonMapper mapper = context.getBean(JsonMapper.class);
                PayloadConverters converters = context.getBean(PayloadConverters.class);
                assertThat(converters.write(new Point(1, 2)).bytes())
                        .isEqualTo(mapper.writeValueAsBytes(new Point(1, 2)));
            });
        }

        @Test
        void shouldPreferOwnConverters() {
            contextRunner
                    .withBean(PayloadConverter.class, PointConverter::new)
                    .run(context -> assertThat(context.getBean(PayloadConverters.class)
                                    .write(new Point(1, 2))
                                    .bytes())
                            .asString()
                            .isEqualTo("1/2"));
        }

        @Test
        void shouldWorkWithoutJackson() {
            contextRunner
                    .withClassLoader(new FilteredClassLoader("tools.jackson"))
                    .run(context -> {
                        assertThat(context).hasSingleBean(NatsTemplate.class);
                        assertThat(context.getBean(PayloadConverters.class)
                                        .write("x")
                                        .bytes())
                                .asString()
                                .isEqualTo("x");
                    });
        }

        @Test
        void shouldBackOff() {
            contextRunner
                    .withUserConfiguration(OwnTemplatesConfiguration.class)
                    .run(context -> assertThat(context)
                            .hasSingleBean(NatsOperations.class)
                            .hasSingleBean(JetStreamOperations.class)
                            .doesNotHaveBean("natsTemplate")
                            .doesNotHaveBean("jetStreamTemplate"));
        }
    }

    @Nested
    class DeclaredStreams {
        @Test
        void shouldComeFromProperties() {
            contextRunner
                    .withPropertyValues(
                            "nats.jetstream.streams.ORDERS.subjects=orders.>,returns.>",
                            "nats.jetstream.streams.ORDERS.retention=limits",
                            "nats.jetstream.streams.ORDERS.storage=memory",
                            "nats.jetstream.streams.ORDERS.max-age=1h",
                            "nats.jetstream.streams.ORDERS.max-bytes=10MB",
                            "nats.jetstream.streams.ORDERS.max-messages=1000",
                            "nats.jetstream.streams.ORDERS.max-messages-per-subject=10",
                            "nats.jetstream.streams.ORDERS.max-message-size=1KB",
                            "nats.jetstream.streams.ORDERS.duplicate-window=30s",
                            "nats.jetstream.streams.ORDERS.allow-message-ttl=true",
                            "nats.jetstream.streams.ORDERS.allow-message-schedules=true",
                            "nats.jetstream.streams.ORDERS.allow-atomic-publish=true",
                            "nats.jetstream.streams.ORDERS.description=all orders",
                            "nats.jetstream.streams.ORDERS.consumers.billing.filter-subjects=orders.>",
                            "nats.jetstream.streams.ORDERS.consumers.billing.ack-wait=7s",
                            "nats.jetstream.streams.ORDERS.consumers.billing.max-deliver=3",
                            "nats.jetstream.streams.ORDERS.consumers.billing.max-ack-pending=20",
                            "nats.jetstream.key-value-buckets.sessions.storage=memory",
                            "nats.jetstream.key-value-buckets.sessions.history=4",
                            "nats.jetstream.key-value-buckets.sessions.time-to-live=1h",
                            "nats.jetstream.object-store-buckets.files.storage=memory")
                    .run(context -> {
                        JetStreamManagement management =
                                context.getBean(Connection.class).jetStreamManagement();
                        StreamInfo orders = management.getStreamInfo("ORDERS");
                        assertThat(orders.getConfiguration()).satisfies(stream -> {
                            assertThat(stream.getSubjects()).containsExactly("orders.>", "returns.>");
                            assertThat(stream.getRetentionPolicy()).isEqualTo(RetentionPolicy.Limits);
                            assertThat(stream.getStorageType()).isEqualTo(StorageType.Memory);
                            assertThat(stream.getMaxAge()).hasHours(1);
                            assertThat(stream.getMaxBytes()).isEqualTo(10 << 20);
                            assertThat(stream.getMaxMsgs()).isEqualTo(1000);
                            assertThat(stream.getMaxMsgsPerSubject()).isEqualTo(10);
                            assertThat(stream.getMaximumMessageSize()).isEqualTo(1024);
                            assertThat(stream.getDuplicateWindow()).hasSeconds(30);
                            assertThat(stream.getAllowMessageTtl()).isTrue();
                            assertThat(stream.getDescription()).isEqualTo("all orders");
                        });
                        assertThat(management
                                        .getConsumerInfo("ORDERS", "billing")
                                        .getConsumerConfiguration())
                                .satisfies(consumer -> {
                                    assertThat(consumer.getAckWait()).hasSeconds(7);
                                    assertThat(consumer.getMaxDeliver()).isEqualTo(3);
                                    assertThat(consumer.getMaxAckPending()).isEqualTo(20);
                                    assertThat(consumer.getFilterSubject()).isEqualTo("orders.>");
                                });
                        assertThat(management.getStreamNames()).contains("KV_sessions", "OBJ_files");
                        assertThat(context.getBean(Connection.class)
                                        .keyValueManagement()
                                        .getStatus("sessions")
                                        .getMaxHistoryPerKey())
                                .isEqualTo(4);
                        assertThat(context.getBean(Topology.class).findStream("ORDERS"))
                                .isNotNull();
                    });
        }

        @Test
        void shouldComeFromBeans() {
            contextRunner.withUserConfiguration(DeclarationsConfiguration.class).run(context -> {
                JetStreamManagement management =
                        context.getBean(Connection.class).jetStreamManagement();
                assertThat(management.getStreamNames()).contains("DECLARED", "KV_declared");
                assertThat(management.getConsumerNames("DECLARED")).containsExactly("worker");
            });
        }

        @Test
        void shouldOnlyBeValidatedWhenToldTo() {
            contextRunner
                    .withPropertyValues(
                            "nats.jetstream.provision=validate", "nats.jetstream.streams.MISSING.subjects=missing")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasCauseInstanceOf(TopologyException.class)
                            .rootCause()
                            .hasMessageContaining("stream 'MISSING' does not exist"));
        }
    }

    record Point(int x, int y) {}

    static final class PointConverter implements PayloadConverter {
        @Override
        public @Nullable String contentType() {
            return "text/point";
        }

        @Override
        public boolean canWrite(Class<?> type) {
            return type == Point.class;
        }

        @Override
        public boolean canRead(Type type, @Nullable String contentType) {
            return false;
        }

        @Override
        public byte[] write(Object value) {
            Point point = (Point) value;
            return (point.x() + "/" + point.y()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object read(byte[] payload, Type type) {
            throw new UnsupportedOperationException();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CustomizersConfiguration {
        @Bean
        @Order(2)
        NatsOptionsCustomizer second() {
            return (connection, options) -> options.connectionName("second of " + connection);
        }

        @Bean
        @Order(1)
        NatsOptionsCustomizer first() {
            return (connection, options) -> options.connectionName("first of " + connection);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConnectionConfiguration {
        @Bean
        DefaultNatsConnectionFactory ownFactory() {
            return new DefaultNatsConnectionFactory(
                    "own",
                    () -> Options.builder()
                            .server(broker.clientUri().toString())
                            .build(),
                    ConnectionSettings.DEFAULTS);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTemplatesConfiguration {
        @Bean
        NatsTemplate ownTemplate(NatsConnectionFactory factory, PayloadConverters converters) {
            return new NatsTemplate(factory, converters);
        }

        @Bean
        JetStreamTemplate ownJetStreamTemplate(NatsConnectionFactory factory, PayloadConverters converters) {
            return new JetStreamTemplate(factory, converters);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DeclarationsConfiguration {
        @Bean
        StreamConfiguration declared() {
            return StreamConfiguration.builder()
                    .name("DECLARED")
                    .subjects("declared.>")
                    .storageType(StorageType.Memory)
                    .build();
        }

        @Bean
        KeyValueConfiguration bucket() {
            return KeyValueConfiguration.builder()
                    .name("declared")
                    .storageType(StorageType.Memory)
                    .build();
        }

        @Bean
        ConsumerDeclaration worker() {
            return new ConsumerDeclaration(
                    "DECLARED",
                    ConsumerConfiguration.builder()
                            .durable("worker")
                            .ackPolicy(AckPolicy.Explicit)
                            .build());
        }
    }
}
