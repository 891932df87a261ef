package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Listeners that are started, stopped and paused from many sides, and connections that are exchanged under them. */
class ListenerRaceTest {
    private static final int ACTIONS = 40;

    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private AnnotationConfigApplicationContext context;

    @AfterEach
    void close() {
        context.close();
    }

    static class Listeners {
        final Set<String> received = ConcurrentHashMap.newKeySet();

        @Subscribe(value = "race.core", id = "core", concurrency = "3")
        void core(String payload) {
            received.add(payload);
        }

        @JetStreamListener(stream = "RACE", consumer = "race", id = "stream", concurrency = "2")
        void stream(String payload) {
            received.add(payload);
        }

        @KeyValueListener(bucket = "race", id = "bucket")
        void bucket(String payload) {
            received.add(payload);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNats
    static class Enabled {}

    private Listeners start() throws Exception {
        Connection client = nats.client();
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("RACE")
                        .subjects("race.stream")
                        .storageType(StorageType.Memory)
                        .build());
        client.keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("race")
                        .storageType(StorageType.Memory)
                        .build());
        context = new AnnotationConfigApplicationContext();
        context.registerBean(
                "connectionFactory",
                DefaultNatsConnectionFactory.class,
                () -> new DefaultNatsConnectionFactory("default", nats::options, ConnectionSettings.DEFAULTS));
        context.register(Enabled.class, Listeners.class);
        context.refresh();
        return context.getBean(Listeners.class);
    }

    @Test
    void shouldSurviveActionsFromManySidesAndRestarts() throws Exception {
        // given
        Listeners listeners = start();
        NatsListenerEndpointRegistry registry = context.getBean(NatsListenerEndpointRegistry.class);
        ExecutorService threads = Executors.newFixedThreadPool(4);

        // when
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            done.add(threads.submit(() -> actAtRandom(registry)));
        }
        for (int i = 0; i < 200; i++) {
            nats.client().jetStream().publish("race.stream", ("s" + i).getBytes(StandardCharsets.UTF_8));
        }
        for (Future<?> each : done) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        for (NatsListenerContainer container : registry.getContainers()) {
            container.start();
            container.resume();
        }

        // then: all run, none twice, and nothing of the stream is lost
        assertReceiving(listeners, "after the race");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            for (int i = 0; i < 200; i++) {
                assertThat(listeners.received).contains("s" + i);
            }
        });

        // when: the application is stopped and started, which makes another connection
        NatsConnectionFactory factory = context.getBean(NatsConnectionFactory.class);
        Connection before = factory.getConnection();
        NatsTemplate template = new NatsTemplate(factory, new PayloadConverters());
        KeyValueTemplate buckets = new KeyValueTemplate(factory, new PayloadConverters());
        buckets.bucket("race", String.class).put("k", "before the restart");
        context.stop();
        assertThat(before.getStatus()).isEqualTo(Connection.Status.CLOSED);
        context.start();

        // then
        assertThat(factory.getConnection()).isNotSameAs(before);
        template.publish("race.core", "by the template");
        buckets.bucket("race", String.class).put("k", "by the bucket");
        assertReceiving(listeners, "after the restart");
        await().untilAsserted(() -> assertThat(listeners.received).contains("by the template", "by the bucket"));
        assertDeadConnectionIsFollowed(listeners, factory);
    }

    /** The client library gives a connection up for good, e.g. when credentials are refused twice. */
    private void assertDeadConnectionIsFollowed(Listeners listeners, NatsConnectionFactory factory) throws Exception {
        factory.getConnection().close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(factory.getConnection().getStatus()).isEqualTo(Connection.Status.CONNECTED));
        assertReceiving(listeners, "after the connection was given up");
    }

    private static void actAtRandom(NatsListenerEndpointRegistry registry) {
        List<String> ids = List.of("core", "stream", "bucket");
        for (int i = 0; i < ACTIONS; i++) {
            NatsListenerContainer container =
                    registry.getContainer(ids.get(ThreadLocalRandom.current().nextInt(ids.size())));
            switch (ThreadLocalRandom.current().nextInt(4)) {
                case 0 -> container.start();
                case 1 -> container.stop();
                case 2 -> container.pause();
                default -> container.resume();
            }
        }
    }

    private void assertReceiving(Listeners listeners, String text) throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(context.getBean(NatsListenerEndpointRegistry.class)
                                .getContainers())
                        .allMatch(each -> each.getState() == ListenerState.RUNNING));
        Connection client = nats.client();
        client.jetStream().publish("race.stream", ("stream " + text).getBytes(StandardCharsets.UTF_8));
        client.keyValue("race").put("k", "bucket " + text);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            client.publish("race.core", ("core " + text).getBytes(StandardCharsets.UTF_8));
            assertThat(listeners.received).contains("core " + text, "stream " + text, "bucket " + text);
        });
    }
}
