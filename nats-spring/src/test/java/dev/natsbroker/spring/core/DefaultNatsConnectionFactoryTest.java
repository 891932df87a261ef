package dev.natsbroker.spring.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.event.NatsConnectionEvent;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultNatsConnectionFactoryTest {
    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<Events> events = new CopyOnWriteArrayList<>();
    private NatsBroker broker;
    private DefaultNatsConnectionFactory factory;

    @AfterEach
    void stop() {
        if (factory != null) {
            factory.destroy();
        }
        if (broker != null) {
            broker.stop();
        }
    }

    @Test
    void shouldConnectOnFirstUse() {
        // given
        broker = startBroker(0);
        create(StartupMode.BACKGROUND, LONG, broker.port());
        assertThat(factory.getConnectionIfPresent()).isNull();

        // when
        Connection connection = factory.getConnection();

        // then
        assertThat(connection.getStatus()).isEqualTo(Status.CONNECTED);
        assertThat(factory.getConnection()).isSameAs(connection).isSameAs(factory.getConnectionIfPresent());
        assertThat(events).containsExactly(Events.CONNECTED);
    }

    @Test
    void shouldBeConnectedBehindTheStartWhenTheServerIsThere() {
        // given
        broker = startBroker(0);
        create(StartupMode.BACKGROUND, LONG, broker.port());

        // when
        factory.start();

        // then
        assertThat(factory.getConnectionIfPresent()).isNotNull();
    }

    @Test
    void shouldStartWhileTheServerIsAway() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.BACKGROUND, LONG, port);

        // when
        factory.start();
        CompletableFuture<Connection> connected = factory.whenConnected();
        assertThat(factory.isRunning()).isTrue();
        assertThat(connected).isNotDone();
        broker = startBroker(port);

        // then
        assertThat(connected.get(10, TimeUnit.SECONDS).getStatus()).isEqualTo(Status.CONNECTED);
        assertThat(factory.getConnection().getServerInfo().getServerId()).isEqualTo(broker.serverId());
    }

    @Test
    void shouldWaitForTheServer() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.WAIT, LONG, port);
        CompletableFuture<Void> start = CompletableFuture.runAsync(factory::start);

        // when
        broker = startBroker(port);

        // then
        start.get(10, TimeUnit.SECONDS);
        assertThat(factory.getConnectionIfPresent()).isNotNull();
    }

    @Test
    void shouldFailWhenTheServerDoesNotCome() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.WAIT, Duration.ofMillis(300), port);

        // when, then
        assertThatThrownBy(factory::start)
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("refused")
                .hasMessageContaining("waited 300 ms");
        assertThat(factory.isRunning()).isFalse();
    }

    @Test
    void shouldFailFast() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.FAIL_FAST, LONG, port);

        // when, then
        assertThatThrownBy(factory::start)
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("'default'")
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("refused")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldNameWrongCredentials() {
        // given
        broker = NatsBroker.start(BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .user("alice", "secret")
                .build());
        factory = new DefaultNatsConnectionFactory(
                "orders",
                () -> Options.builder()
                        .server(broker.clientUri().toString())
                        .userInfo("alice", "wrong")
                        .build(),
                settings(StartupMode.FAIL_FAST, LONG));

        // when, then
        assertThatThrownBy(factory::start)
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("'orders'")
                .hasMessageContaining("Authorization Violation")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void shouldDrainAtTheStop() throws Exception {
        // given
        broker = startBroker(0);
        create(StartupMode.FAIL_FAST, LONG, broker.port());
        factory.start();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        Connection connection = factory.getConnection();
        connection
                .createDispatcher(message -> {
                    entered.countDown();
                    release.await();
                    handled.add(message.getSubject());
                })
                .subscribe("drained.*");
        connection.publish("drained.1", null);
        connection.publish("drained.2", null);
        connection.flush(LONG);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        // when
        CompletableFuture<Void> stop = CompletableFuture.runAsync(factory::stop);
        Awaitility.await().until(factory::isDraining);
        assertThat(factory.getConnection()).isSameAs(connection);
        release.countDown();
        stop.get(10, TimeUnit.SECONDS);

        // then
        assertThat(handled).containsExactly("drained.1", "drained.2");
        assertThat(connection.getStatus()).isEqualTo(Status.CLOSED);
        assertThatThrownBy(factory::getConnection)
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("closed");
        Awaitility.await().until(() -> events.contains(Events.CLOSED));
    }

    @Test
    void shouldStartAgainAfterAStop() {
        // given
        broker = startBroker(0);
        create(StartupMode.FAIL_FAST, LONG, broker.port());
        factory.start();
        factory.stop();

        // when
        factory.start();

        // then
        assertThat(factory.getConnection().getStatus()).isEqualTo(Status.CONNECTED);
    }

    @Test
    void shouldKeepThoseWhoWaitUntilTheNextStart() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.BACKGROUND, LONG, port);
        factory.start();
        CompletableFuture<Connection> before = factory.whenConnected();

        // when
        factory.stop();
        CompletableFuture<Connection> between = factory.whenConnected();
        broker = startBroker(port);

        // then
        assertThat(before).isNotDone();
        assertThat(between).isNotDone();
        assertThatThrownBy(() -> factory.getConnection())
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("stopped");

        // when
        factory.start();

        // then
        assertThat(before).succeedsWithin(LONG).isSameAs(factory.getConnection());
        assertThat(between).succeedsWithin(LONG).isSameAs(factory.getConnection());
    }

    @Test
    void shouldFailThoseWhoWaitInTheEnd() throws Exception {
        // given
        create(StartupMode.BACKGROUND, LONG, freePort());
        factory.start();
        CompletableFuture<Connection> waiting = factory.whenConnected();

        // when
        factory.destroy();

        // then
        assertThat(waiting).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(NatsConnectionException.class);
        assertThat(factory.whenConnected()).isCompletedExceptionally();
    }

    @Test
    void shouldTellOfReconnects() throws Exception {
        // given
        broker = startBroker(0);
        int port = broker.port();
        create(StartupMode.FAIL_FAST, LONG, port);
        factory.start();

        // when
        broker.stop();
        assertThat(broker.awaitStopped(LONG)).isTrue();
        broker = startBroker(port);

        // then
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(events).contains(Events.CONNECTED, Events.DISCONNECTED, Events.RECONNECTED));
    }

    @Test
    void shouldTryAgainWhenTheOptionsCannotBeMadeForAMoment() {
        // given
        broker = startBroker(0);
        Options options = options(broker.port());
        AtomicBoolean unreadable = new AtomicBoolean();
        factory = new DefaultNatsConnectionFactory(
                "default",
                () -> {
                    if (unreadable.get()) {
                        throw new IllegalStateException("no credentials");
                    }
                    return options;
                },
                settings(StartupMode.BACKGROUND, Duration.ofMillis(300)));
        factory.start();

        // when
        unreadable.set(true);
        Connector.closeQuietly(factory.getConnection());
        assertThatThrownBy(() -> factory.getConnection())
                .isInstanceOf(NatsConnectionException.class)
                .hasMessageContaining("no credentials")
                .hasMessageContaining("waited 300 ms");
        unreadable.set(false);

        // then
        assertThat(factory.whenConnected())
                .succeedsWithin(LONG)
                .extracting(Connection::getStatus)
                .isEqualTo(Status.CONNECTED);
    }

    @Test
    void shouldFailFastWhenTheOptionsCannotBeMade() {
        // given
        IllegalStateException reason = new IllegalStateException("no credentials");
        factory = new DefaultNatsConnectionFactory(
                "default",
                () -> {
                    throw reason;
                },
                settings(StartupMode.FAIL_FAST, LONG));

        // when, then
        assertThatThrownBy(factory::start)
                .isInstanceOf(NatsConnectionException.class)
                .hasMessage("NATS connection 'default' cannot be made: no credentials")
                .hasCause(reason);
    }

    @Test
    void shouldStandForAConnectionThatIsNotThereYet() throws Exception {
        // given
        int port = freePort();
        create(StartupMode.BACKGROUND, LONG, port);
        Connection proxy = ConnectionProxy.of(factory);

        // when
        Status before = proxy.getStatus();
        broker = startBroker(port);
        proxy.flush(LONG);

        // then
        assertThat(before).isEqualTo(Status.DISCONNECTED);
        assertThat(proxy.getStatus()).isEqualTo(Status.CONNECTED);
        assertThat(proxy)
                .isEqualTo(proxy)
                .isNotEqualTo(factory.getConnection())
                .hasToString("NATS connection 'default'");
        assertThatThrownBy(() -> proxy.publish("with space", null)).isInstanceOf(IllegalArgumentException.class);
    }

    private void create(StartupMode mode, Duration wait, int port) {
        Options options = options(port);
        factory = new DefaultNatsConnectionFactory("default", () -> options, settings(mode, wait));
        factory.setApplicationEventPublisher(event -> {
            if (event instanceof NatsConnectionEvent connectionEvent) {
                events.add(connectionEvent.getType());
            }
        });
    }

    private static Options options(int port) {
        return Options.builder()
                .server("nats://127.0.0.1:" + port)
                .reconnectWait(RETRY)
                .maxReconnects(-1)
                .build();
    }

    private static ConnectionSettings settings(StartupMode mode, Duration wait) {
        return new ConnectionSettings(mode, wait, RETRY, LONG);
    }

    private static NatsBroker startBroker(int port) {
        return NatsBroker.start(
                BrokerOptions.builder().host("127.0.0.1").port(port).build());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
