package dev.natsbroker.spring.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.StartupMode;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.Republish;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopologyProvisionerTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private final String name = "T" + UUID.randomUUID().toString().replace("-", "");
    private NatsConnectionFactory factory;
    private JetStreamManagement jetStream;

    @BeforeEach
    void connect() throws Exception {
        factory = nats.connectionFactory();
        jetStream = factory.getConnection().jetStreamManagement();
    }

    @Test
    void shouldCreateWhatIsMissing() throws Exception {
        // given
        Topology topology = Topology.of(
                List.of(stream().build()),
                List.of(
                        KeyValueConfiguration.builder()
                                .name(name)
                                .storageType(StorageType.Memory)
                                .build(),
                        ObjectStoreConfiguration.builder(name)
                                .storageType(StorageType.Memory)
                                .build()),
                List.of(new ConsumerDeclaration(name, consumer(Duration.ofSeconds(9)))));

        // when
        provision(topology, Provision.CREATE);
        provision(topology, Provision.VALIDATE);
        provision(topology, Provision.UPDATE);

        // then
        assertThat(jetStream.getStreamNames()).contains(name, "KV_" + name, "OBJ_" + name);
        assertThat(jetStream
                        .getConsumerInfo(name, "C")
                        .getConsumerConfiguration()
                        .getAckWait())
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(topology.findStream("KV_" + name)).isNotNull();
        assertThat(topology.findStream("OTHER")).isNull();
    }

    @Test
    void shouldUpdateOnlyWhenAskedTo() throws Exception {
        // given
        provision(streamsOnly(stream().build()), Provision.CREATE);
        Topology changed = Topology.of(
                List.of(stream().maxMessages(77).metadata(Map.of("team", "a")).build()), List.of(), List.of());

        // when, then
        provision(changed, Provision.CREATE);
        assertThat(maxMessages()).isEqualTo(-1);
        assertThatThrownBy(() -> provision(changed, Provision.VALIDATE))
                .isInstanceOfSatisfying(TopologyException.class, e -> {
                    assertThat(e.getName()).isEqualTo("stream '" + name + "'");
                    assertThat(e.getDifferences()).contains(new Difference("max_msgs", "not set", "77"));
                });
        provision(changed, Provision.NONE);
        assertThat(maxMessages()).isEqualTo(-1);
        provision(changed, Provision.UPDATE);
        assertThat(maxMessages()).isEqualTo(77);
        provision(changed, Provision.VALIDATE);
    }

    @Test
    void shouldUpdateConsumers() throws Exception {
        // given
        provision(topology(consumer(Duration.ofSeconds(9))), Provision.CREATE);

        // when
        provision(topology(consumer(Duration.ofSeconds(12))), Provision.UPDATE);

        // then
        assertThat(jetStream
                        .getConsumerInfo(name, "C")
                        .getConsumerConfiguration()
                        .getAckWait())
                .isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void shouldKeepWhatIsNotDeclared() throws Exception {
        // given what an operator made of them
        StreamConfiguration operated = stream()
                .maxAge(Duration.ofDays(1))
                .maxMessages(50)
                .metadata(Map.of("owner", "operator", "team", "none"))
                .republish(Republish.builder()
                        .source(name + ".>")
                        .destination("copy." + name + ".>")
                        .build())
                .build();
        jetStream.addStream(operated);
        jetStream.createConsumer(
                name,
                ConsumerConfiguration.builder(consumer(Duration.ofSeconds(9)))
                        .maxDeliver(7)
                        .filterSubjects(name + ".a", name + ".b")
                        .build());
        ConsumerConfiguration declared = ConsumerConfiguration.builder(consumer(Duration.ofSeconds(12)))
                .filterSubject(name + ".c")
                .build();

        // when
        provision(
                Topology.of(
                        List.of(stream()
                                .maxMessages(77)
                                .metadata(Map.of("team", "a"))
                                .build()),
                        List.of(),
                        List.of(new ConsumerDeclaration(name, declared))),
                Provision.UPDATE);

        // then
        StreamConfiguration stream = jetStream.getStreamInfo(name).getConfiguration();
        assertThat(stream.getMaxMsgs()).isEqualTo(77);
        assertThat(stream.getMaxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(stream.getMetadata()).containsEntry("owner", "operator").containsEntry("team", "a");
        assertThat(stream.getRepublish()).isNotNull();
        ConsumerConfiguration consumer = jetStream.getConsumerInfo(name, "C").getConsumerConfiguration();
        assertThat(consumer.getAckWait()).isEqualTo(Duration.ofSeconds(12));
        assertThat(consumer.getMaxDeliver()).isEqualTo(7);
        assertThat(consumer.getFilterSubjects()).containsExactly(name + ".c");
    }

    @Test
    void shouldUpdateToAnAgeBelowTheServersWindowForDuplicates() throws Exception {
        // given
        provision(streamsOnly(stream().build()), Provision.CREATE);

        // when
        provision(streamsOnly(stream().maxAge(Duration.ofSeconds(30)).build()), Provision.UPDATE);

        // then
        StreamConfiguration stream = jetStream.getStreamInfo(name).getConfiguration();
        assertThat(stream.getMaxAge()).isEqualTo(Duration.ofSeconds(30));
        assertThat(stream.getDuplicateWindow()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldFailWhenSomethingIsMissing() {
        assertThatThrownBy(() -> provision(streamsOnly(stream().build()), Provision.VALIDATE))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("stream '" + name + "'")
                .hasMessageContaining("does not exist");
    }

    @Test
    void shouldFailWhenSubjectsOverlap() {
        // given
        provision(streamsOnly(stream().build()), Provision.CREATE);

        // when, then
        assertThatThrownBy(() -> provision(streamsOnly(stream().name(name + "2").build()), Provision.CREATE))
                .isInstanceOfSatisfying(
                        TopologyException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(10065))
                .hasMessageContaining("subjects overlap");
    }

    @Test
    void shouldCatchUpWhenTheServerComesLater() throws Exception {
        // given
        nats.stop();
        DefaultNatsConnectionFactory late = new DefaultNatsConnectionFactory(
                "late",
                nats::options,
                new ConnectionSettings(StartupMode.BACKGROUND, LONG, Duration.ofMillis(20), LONG));
        TopologyProvisioner provisioner =
                new TopologyProvisioner(late, streamsOnly(stream().build()), Provision.CREATE, Duration.ofMillis(50));

        // when
        provisioner.start();
        assertThat(provisioner.isRunning()).isTrue();
        nats.restart();

        // then
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                late.getConnection().jetStreamManagement().getStreamNames())
                        .contains(name));
        provisioner.stop();
        late.stop();
    }

    @Test
    void shouldTryAgainWhenALateAttemptFails() throws Exception {
        // given
        LateFactory late = new LateFactory();
        TopologyProvisioner provisioner = startLate(late);
        AtomicInteger attempts = new AtomicInteger();
        jetStream.addStream(stream().name(name + "2").build());
        factory.getConnection()
                .createDispatcher(request -> attempts.incrementAndGet())
                .subscribe("$JS.API.STREAM.CREATE." + name);
        factory.getConnection().flush(LONG);

        // when
        late.connected.complete(factory.getConnection());
        Awaitility.await().until(() -> attempts.get() >= 2);
        jetStream.deleteStream(name + "2");

        // then
        Awaitility.await()
                .untilAsserted(() -> assertThat(jetStream.getStreamNames()).contains(name));
        provisioner.stop();
    }

    @Test
    void shouldTryAgainAfterAnythingUnexpected() {
        // given
        LateFactory late = new LateFactory();
        TopologyProvisioner provisioner = startLate(late);
        CompletableFuture<Connection> broken = late.connected;
        late.connected = CompletableFuture.completedFuture(factory.getConnection());

        // when
        broken.complete((Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));

        // then
        Awaitility.await()
                .untilAsserted(() -> assertThat(jetStream.getStreamNames()).contains(name));
        provisioner.stop();
    }

    private TopologyProvisioner startLate(NatsConnectionFactory late) {
        TopologyProvisioner provisioner = new TopologyProvisioner(
                late, streamsOnly(stream().build()), Provision.CREATE, Duration.ZERO, Duration.ofMillis(20));
        provisioner.start();
        return provisioner;
    }

    /** Has a connection when the test says so. */
    private static final class LateFactory implements NatsConnectionFactory {
        private volatile CompletableFuture<Connection> connected = new CompletableFuture<>();

        @Override
        public String getName() {
            return "late";
        }

        @Override
        public Connection getConnection() {
            return connected.join();
        }

        @Override
        public CompletableFuture<Connection> whenConnected() {
            return connected;
        }

        @Override
        public @Nullable Connection getConnectionIfPresent() {
            return connected.getNow(null);
        }
    }

    @Test
    void shouldRefuseDeclarationsThatCannotWork() {
        assertThatThrownBy(() -> streamsOnly(stream().build(), stream().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("declared twice");
        assertThatThrownBy(() -> new ConsumerDeclaration(
                        "S", ConsumerConfiguration.builder().name("x").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("durable");
    }

    private StreamConfiguration.Builder stream() {
        return StreamConfiguration.builder().name(name).subjects(name + ".>").storageType(StorageType.Memory);
    }

    private static ConsumerConfiguration consumer(Duration ackWait) {
        return ConsumerConfiguration.builder()
                .durable("C")
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(ackWait)
                .build();
    }

    private static Topology streamsOnly(StreamConfiguration... streams) {
        return Topology.of(List.of(streams), List.of(), List.of());
    }

    private Topology topology(ConsumerConfiguration consumer) {
        return Topology.of(List.of(stream().build()), List.of(), List.of(new ConsumerDeclaration(name, consumer)));
    }

    private void provision(Topology topology, Provision provision) {
        new TopologyProvisioner(factory, topology, provision, LONG).start();
    }

    private long maxMessages() throws Exception {
        return jetStream.getStreamInfo(name).getConfiguration().getMaxMsgs();
    }
}
