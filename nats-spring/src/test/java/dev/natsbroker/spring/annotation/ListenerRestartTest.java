package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.StartupMode;
import dev.natsbroker.spring.event.NatsListenerEvent;
import dev.natsbroker.spring.event.NatsListenerEvent.Type;
import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.DeliveryMode;
import dev.natsbroker.spring.service.NatsEndpoint;
import dev.natsbroker.spring.service.NatsService;
import io.nats.client.Connection;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.event.EventListener;

/** Listeners of all kinds on a connection that is stopped and started, with the application or without it. */
class ListenerRestartTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private ListenerContext context;

    @BeforeAll
    static void createStreams() throws Exception {
        Connection client = nats.client();
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("AGAIN")
                        .subjects("again.stream")
                        .storageType(StorageType.File)
                        .build());
        client.keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("again")
                        .storageType(StorageType.File)
                        .build());
    }

    @BeforeEach
    void start() {
        context = ListenerContext.start(nats, Map.of(), application -> {
            application.registerBean(
                    "connectionFactory",
                    NatsConnectionFactory.class,
                    () -> new DefaultNatsConnectionFactory(
                            "default",
                            nats::options,
                            new ConnectionSettings(
                                    StartupMode.BACKGROUND,
                                    Duration.ofSeconds(5),
                                    Duration.ofMillis(20),
                                    Duration.ofSeconds(5))));
            application.register(Listeners.class, StartedAgain.class);
        });
    }

    @AfterEach
    void close() {
        context.close();
    }

    @NatsService(name = "again", version = "1.0.0", group = "again")
    static class Listeners {
        final Set<String> received = ConcurrentHashMap.newKeySet();

        @Subscribe("again.core")
        void core(String payload) {
            received.add("core " + payload);
        }

        @JetStreamListener(stream = "AGAIN", consumer = "pull")
        void pull(String payload) {
            received.add("pull " + payload);
        }

        @JetStreamListener(stream = "AGAIN", consumer = "push", mode = DeliveryMode.PUSH)
        void push(String payload) {
            received.add("push " + payload);
        }

        @JetStreamListener(stream = "AGAIN", mode = DeliveryMode.ORDERED)
        void ordered(String payload) {
            received.add("ordered " + payload);
        }

        @KeyValueListener(bucket = "again")
        void bucket(String payload) {
            received.add("bucket " + payload);
        }

        @NatsEndpoint("service")
        String service(String payload) {
            return "service " + payload;
        }
    }

    static class StartedAgain {
        final List<String> listeners = new CopyOnWriteArrayList<>();

        @EventListener
        void on(NatsListenerEvent event) {
            if (event.getType() == Type.STARTED) {
                listeners.add(event.getListenerId());
            }
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
    }

    private List<String> ids() {
        return context.registry().getContainers().stream()
                .map(NatsListenerContainer::getId)
                .toList();
    }

    private void assertAllReceive(String text) throws Exception {
        await().untilAsserted(() -> assertThat(context.registry().getContainers())
                .extracting(NatsListenerContainer::getState)
                .hasSize(6)
                .containsOnly(ListenerState.RUNNING));
        Connection client = nats.client();
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        client.jetStream().publish("again.stream", payload);
        client.keyValue("again").put("key", payload);
        Set<String> received = context.bean(Listeners.class).received;
        await().untilAsserted(() -> {
            client.publish("again.core", payload);
            assertThat(received)
                    .contains("core " + text, "pull " + text, "push " + text, "ordered " + text, "bucket " + text);
        });
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(client.request("again.service", payload)
                                .get(1, TimeUnit.SECONDS)
                                .getData())
                        .asString()
                        .isEqualTo("service " + text));
    }

    @Test
    void shouldComeBackWithTheConnectionAlone() throws Exception {
        // given
        DefaultNatsConnectionFactory factory = context.bean(DefaultNatsConnectionFactory.class);
        assertAllReceive("a1");

        // when
        factory.stop();

        // then
        await().untilAsserted(() -> assertThat(context.registry().getContainers())
                .extracting(NatsListenerContainer::getState)
                .containsOnly(ListenerState.STARTING));

        // when
        factory.start();

        // then
        assertAllReceive("a2");
    }

    @Test
    void shouldComeBackWhenTheConnectionIsExchangedAtOnce() throws Exception {
        // given
        DefaultNatsConnectionFactory factory = context.bean(DefaultNatsConnectionFactory.class);
        assertAllReceive("b1");

        // when
        List<String> started = context.bean(StartedAgain.class).listeners;
        started.clear();
        factory.stop();
        factory.start();

        // then
        await().untilAsserted(() -> assertThat(started).containsAll(ids()));
        assertAllReceive("b2");
    }

    @Test
    void shouldComeBackHoweverFastTheConnectionIsStoppedAndStarted() throws Exception {
        // given
        DefaultNatsConnectionFactory factory = context.bean(DefaultNatsConnectionFactory.class);

        // when: listeners are still starting on the connection that is closed
        for (int i = 0; i < 5; i++) {
            factory.stop();
            factory.start();
        }

        // then
        assertAllReceive("e");
    }

    @Test
    void shouldComeBackWithThePausedApplication() throws Exception {
        // given
        assertAllReceive("c1");

        // when
        context.context().pause();

        // then
        assertThat(context.registry().getContainers())
                .extracting(NatsListenerContainer::getState)
                .containsOnly(ListenerState.STOPPED);
        assertThat(context.bean(DefaultNatsConnectionFactory.class).getConnectionIfPresent())
                .isNull();

        // when
        context.context().restart();

        // then
        assertAllReceive("c2");
    }

    @Test
    void shouldPauseAtOnceWhileTheBrokerIsAway() throws Exception {
        // given
        assertAllReceive("d1");
        Connection used = context.bean(DefaultNatsConnectionFactory.class).getConnection();
        nats.stop();
        await().until(() -> used.getStatus() != Connection.Status.CONNECTED);

        // when
        long begun = System.nanoTime();
        context.registry().getContainers().forEach(NatsListenerContainer::pause);

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));

        // when: the broker is back
        nats.restart();
        await().until(() -> used.getStatus() == Connection.Status.CONNECTED
                && nats.client().getStatus() == Connection.Status.CONNECTED);
        used.flush(Duration.ofSeconds(5));
        nats.client().publish("again.core", "lost".getBytes(StandardCharsets.UTF_8));
        nats.client().jetStream().publish("again.stream", "kept".getBytes(StandardCharsets.UTF_8));
        used.flush(Duration.ofSeconds(5));

        // then: nobody receives
        Set<String> received = context.bean(Listeners.class).received;
        assertThat(received).doesNotContain("core lost", "pull kept", "push kept", "ordered kept");

        // when
        context.registry().getContainers().forEach(NatsListenerContainer::resume);

        // then
        await().untilAsserted(() -> assertThat(received).contains("pull kept", "push kept", "ordered kept"));
        assertAllReceive("d2");
        assertThat(received).doesNotContain("core lost");
    }
}
