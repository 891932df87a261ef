package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.KeyValueListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.topology.Provision;
import io.nats.client.api.ConsumerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Header;

/** What becomes of messages when something goes away in their midst. */
class FailuresTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Set<String> texts(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).collect(Collectors.toSet());
    }

    private static void publish(ConfigurableApplicationContext application, String subject, Set<String> texts) {
        JetStreamOperations jetStream = application.getBean(JetStreamOperations.class);
        List<CompletableFuture<?>> acks = new ArrayList<>();
        texts.forEach(text -> acks.add(jetStream.publishAsync(subject, text)));
        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).join();
    }

    private static void awaitDone(ConfigurableApplicationContext application, String stream, String consumer) {
        JetStreamOperations jetStream = application.getBean(JetStreamOperations.class);
        await().atMost(LONG).ignoreExceptions().untilAsserted(() -> {
            ConsumerInfo info = jetStream.execute(
                    connection -> connection.jetStreamManagement().getConsumerInfo(stream, consumer));
            assertThat(info.getNumPending()).isZero();
            assertThat(info.getNumAckPending()).isZero();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Crossing.class)
    static class RestartApplication {}

    static class Crossing {
        final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
        final Set<String> settings = ConcurrentHashMap.newKeySet();
        final CountDownLatch brokerIsAway = new CountDownLatch(1);
        final CountDownLatch handling = new CountDownLatch(1);

        @JetStreamListener(stream = "CROSSING", consumer = "c", retryDelay = "10ms", retryInterval = "50ms")
        void on(String text) throws InterruptedException {
            if (text.equals("17")) {
                handling.countDown();
                brokerIsAway.await();
            }
            handled.computeIfAbsent(text, missing -> new AtomicInteger()).incrementAndGet();
        }

        @Subscribe("crossing.echo")
        String echo(String text) {
            return text;
        }

        @KeyValueListener(bucket = "crossing", retryInterval = "50ms")
        void on(String value, @Header(NatsHeaders.KEY) String key) {
            settings.add(key + "=" + value);
        }
    }

    @Test
    @StopsTheServer
    void shouldLoseNothingWhenTheServerRestartsWhileHandlersRun() throws Exception {
        try (TestServer server = TestServer.startOwn();
                ConfigurableApplicationContext application = Applications.run(
                        server,
                        RestartApplication.class,
                        "nats.jetstream.streams.CROSSING.subjects=crossing.in",
                        "nats.jetstream.key-value-buckets.crossing.history=5")) {
            // given
            Crossing crossing = application.getBean(Crossing.class);
            application
                    .getBean(KeyValueOperations.class)
                    .bucket("crossing", String.class)
                    .put("a", "1");
            publish(application, "crossing.in", texts(1, 200));
            assertThat(crossing.handling.await(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            // when
            server.stop();
            crossing.brokerIsAway.countDown();
            server.start();

            // then
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(crossing.handled).containsOnlyKeys(texts(1, 200)));
            await().atMost(LONG).ignoreExceptions().until(() -> {
                application
                        .getBean(KeyValueOperations.class)
                        .bucket("crossing", String.class)
                        .put("b", "2");
                return true;
            });
            publish(application, "crossing.in", texts(201, 210));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(crossing.handled).containsOnlyKeys(texts(1, 210)));
            awaitDone(application, "CROSSING", "c");
            assertThat(crossing.handled.values())
                    .allSatisfy(times -> assertThat(times.get()).isLessThan(4));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(crossing.settings).contains("a=1", "b=2"));
            assertThat(application.getBean(NatsOperations.class).request("crossing.echo", "hello", String.class))
                    .isEqualTo("hello");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Shutdown.class)
    static class ShutdownApplication {}

    static class Shutdown {
        static final Map<String, AtomicInteger> HANDLED = new ConcurrentHashMap<>();
        static final AtomicInteger BEGUN = new AtomicInteger();
        final CountDownLatch stopping = new CountDownLatch(1);
        final CountDownLatch handling = new CountDownLatch(2);

        @JetStreamListener(stream = "SHUTDOWN", consumer = "c", concurrency = "2", retryDelay = "10ms")
        void on(String text) throws InterruptedException {
            BEGUN.incrementAndGet();
            handling.countDown();
            if (text.equals("stubborn") || text.equals("quick")) {
                stopping.await();
            }
            if (text.equals("stubborn")) {
                new CountDownLatch(1).await();
            }
            HANDLED.computeIfAbsent(text, missing -> new AtomicInteger()).incrementAndGet();
        }
    }

    @Test
    void shouldLoseNothingWhenApplicationsEndWhileHandlersRun() throws Exception {
        // given
        String[] properties = {
            "nats.jetstream.streams.SHUTDOWN.subjects=shutdown", "nats.listener.shutdown-timeout=200ms"
        };
        ConfigurableApplicationContext first =
                Applications.run(TestServer.shared(), ShutdownApplication.class, properties);
        Shutdown shutdown = first.getBean(Shutdown.class);
        JetStreamOperations jetStream = first.getBean(JetStreamOperations.class);
        jetStream.publish("shutdown", "stubborn");
        jetStream.publish("shutdown", "quick");
        publish(first, "shutdown", texts(1, 50));
        assertThat(shutdown.handling.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // when
        shutdown.stopping.countDown();
        first.close();

        // then: what was handled is acknowledged, what was interrupted and what waited is not lost
        assertThat(Shutdown.HANDLED).doesNotContainKey("stubborn");
        Set<String> before = Set.copyOf(Shutdown.HANDLED.keySet());
        ConfigurableApplicationContext second = Applications.run(
                TestServer.shared(),
                ShutdownApplication.class,
                properties[0],
                "nats.listener.timeout=100ms",
                "nats.listener.shutdown-timeout=200ms");
        try (second) {
            second.getBean(Shutdown.class).stopping.countDown();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(Shutdown.HANDLED.keySet()).containsAll(texts(1, 50)));
            awaitDone(second, "SHUTDOWN", "c");
            assertThat(before)
                    .allSatisfy(text -> assertThat(Shutdown.HANDLED.get(text)).hasValue(1));
            assertThat(Shutdown.BEGUN.get()).isLessThan(70);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Hot.class)
    static class HotApplication {}

    static class Hot {
        final AtomicInteger patient = new AtomicInteger();
        final AtomicInteger homeless = new AtomicInteger();
        final Set<String> others = ConcurrentHashMap.newKeySet();

        @JetStreamListener(
                stream = "HOT",
                consumer = "patient",
                subjects = "hot.in",
                retryDelay = "1h",
                retryMaxDelay = "2h")
        void patient(String text) {
            if (text.equals("poison")) {
                patient.incrementAndGet();
                throw new IllegalStateException("poison");
            }
            others.add(text);
        }

        @JetStreamListener(
                stream = "HOT",
                consumer = "homeless",
                subjects = "hot.homeless",
                maxAttempts = "1",
                deadLetter = "nobody.stores.this",
                retryInterval = "1h")
        void homeless(String text) {
            homeless.incrementAndGet();
            throw new IllegalStateException(text);
        }
    }

    @Test
    void shouldNotSpinOnMessagesThatFail() {
        try (ConfigurableApplicationContext application = Applications.run(
                TestServer.shared(), HotApplication.class, "nats.jetstream.streams.HOT.subjects=hot.*")) {
            // given
            Hot hot = application.getBean(Hot.class);
            JetStreamOperations jetStream = application.getBean(JetStreamOperations.class);
            jetStream.publish("hot.homeless", "x");
            jetStream.publish("hot.in", "poison");

            // when
            publish(application, "hot.in", texts(1, 500));

            // then
            await().atMost(LONG).untilAsserted(() -> assertThat(hot.others).hasSize(500));
            await().atMost(LONG).untilAsserted(() -> assertThat(hot.homeless).hasValue(1));
            assertThat(hot.patient).hasValue(1);
            ConsumerInfo homeless = jetStream.execute(
                    connection -> connection.jetStreamManagement().getConsumerInfo("HOT", "homeless"));
            assertThat(homeless.getNumAckPending()).isEqualTo(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Strict.class)
    static class StrictApplication {}

    static class Strict {
        @JetStreamListener(
                stream = "STRICT",
                consumer = "missing",
                provision = Provision.VALIDATE,
                startupFailurePolicy = StartupFailurePolicy.STOP)
        void on(String text) {}
    }

    @Test
    void shouldRefuseToStartWithoutTheConsumerItWants() {
        assertThatThrownBy(() -> Applications.run(
                                TestServer.shared(),
                                StrictApplication.class,
                                "nats.jetstream.streams.STRICT.subjects=strict")
                        .close())
                .rootCause()
                .satisfies(cause -> assertThat(cause.toString()).contains("missing"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Early.class)
    static class EarlyApplication {}

    static class Early {
        final Set<String> seen = ConcurrentHashMap.newKeySet();

        @JetStreamListener(stream = "EARLY", consumer = "c", retryInterval = "20ms")
        void on(String text) {
            seen.add(text);
        }
    }

    @Test
    @StopsTheServer
    void shouldStartWithoutTheServerAndWaitForIt() {
        try (TestServer server = TestServer.startOwn()) {
            server.stop();
            try (ConfigurableApplicationContext application = Applications.run(
                    server,
                    EarlyApplication.class,
                    "nats.jetstream.provision-timeout=10ms",
                    "nats.jetstream.streams.EARLY.subjects=early")) {
                // when
                server.start();

                // then
                await().atMost(LONG).ignoreExceptions().until(() -> {
                    publish(application, "early", Set.of("1"));
                    return true;
                });
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(application.getBean(Early.class).seen)
                                .contains("1"));
            }
        }
    }
}
