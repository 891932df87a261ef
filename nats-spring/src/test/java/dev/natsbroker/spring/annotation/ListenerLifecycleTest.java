package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.JetStreamListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.ListenerStartException;
import dev.natsbroker.spring.listener.ListenerState;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Starting, stopping, pausing; a server that is away; listeners that come and go. */
class ListenerLifecycleTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private @Nullable ListenerContext context;

    @AfterEach
    void stop() {
        if (context != null) {
            context.close();
        }
    }

    private <T> T start(Class<T> bean) {
        context = ListenerContext.start(nats, bean);
        return context.bean(bean);
    }

    private ListenerContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    private static void publish(String subject, String payload) {
        nats.client().publish(subject, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static void publishSurely(String subject, String payload) throws Exception {
        publish(subject, payload);
        nats.client().flush(Duration.ofSeconds(5));
    }

    static class Recorder {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Subscribe(value = "life.a", id = "a")
        void a(String payload) {
            received.add(payload);
        }

        @Subscribe(value = "life.b", id = "b", autoStartup = "false")
        void b(String payload) {
            received.add("b" + payload);
        }
    }

    @Test
    void shouldStartStopPauseAndResumeById() throws Exception {
        // given
        Recorder listener = start(Recorder.class);
        assertThat(context().registry().getContainer("a").getState()).isEqualTo(ListenerState.RUNNING);
        assertThat(context().registry().getContainer("b").getState()).isEqualTo(ListenerState.STOPPED);

        // when: b is started, a paused
        context().registry().start("b");
        publish("life.a", "1");
        publish("life.b", "1");
        await().until(() -> listener.received.size() == 2);
        context().registry().pause("a");
        publishSurely("life.a", "lost");
        assertThat(context().registry().getContainer("a").isPaused()).isTrue();
        assertThat(context().registry().getContainer("a").getSnapshot().paused())
                .isTrue();
        context().registry().resume("a");
        publish("life.a", "2");
        await().until(() -> listener.received.size() == 3);
        // and: a is stopped and started again
        context().registry().stop("a");
        publishSurely("life.a", "lost");
        context().registry().start("a");
        publish("life.a", "3");

        // then
        await().untilAsserted(() -> assertThat(listener.received).hasSize(4));
        assertThat(listener.received).containsExactlyInAnyOrder("1", "b1", "2", "3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context().registry().stop("c"))
                .withMessageContaining("There is no NATS listener with id 'c', only [");
    }

    @Test
    void shouldStayPausedWhenStartedPaused() throws Exception {
        // given
        Recorder listener = start(Recorder.class);
        context().registry().pause("b");

        // when
        context().registry().start("b");
        publishSurely("life.b", "lost");
        context().registry().resume("b");
        publish("life.b", "1");

        // then
        await().untilAsserted(() -> assertThat(listener.received).containsExactly("b1"));
    }

    @Test
    void shouldGoOnWhenTheApplicationIsStoppedAndStarted() throws Exception {
        // given
        Recorder listener = start(Recorder.class);
        context().registry().start("b");

        // when
        context().context().stop();
        assertThat(context().registry().getContainers()).noneMatch(NatsListenerContainer::isRunning);
        context().context().start();
        publish("life.a", "1");
        publish("life.b", "1");

        // then
        await().untilAsserted(() -> assertThat(listener.received).containsExactlyInAnyOrder("1", "b1"));
    }

    static class Empty {}

    @Test
    void shouldAddAndRemoveListenersAtRunTime() throws Exception {
        // given
        start(Empty.class);
        NatsListenerContainerFactory factory = factory(nats.connectionFactory());
        CoreListenerEndpoint endpoint = new CoreListenerEndpoint("added", List.of("added.{name}"));
        endpoint.setHandler(message -> "to " + message.getSubject());

        // when
        NatsListenerContainer container = context().registry().register(endpoint, factory);
        String reply = ask("added.x");
        boolean removed = context().registry().unregister("added");

        // then
        assertThat(reply).isEqualTo("to added.x");
        assertThat(removed).isTrue();
        assertThat(container.isRunning()).isFalse();
        assertThat(context().registry().findContainer("added")).isNull();
        assertThat(context().registry().unregister("added")).isFalse();
    }

    @Test
    void shouldNotKeepAListenerThatCannotStart() throws Exception {
        // given
        start(Empty.class);
        NatsListenerContainerFactory factory = factory(nats.connectionFactory());
        JetStreamListenerEndpoint endpoint = new JetStreamListenerEndpoint("late", "LATE", "late");
        endpoint.setSettings(settings -> settings.startupFailurePolicy(StartupFailurePolicy.STOP));
        endpoint.setHandler((message, ack) -> {});
        assertThatThrownBy(() -> context().registry().register(endpoint, factory))
                .isInstanceOf(StreamNotFoundException.class);
        assertThat(context().registry().findContainer("late")).isNull();

        // when
        nats.client()
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("LATE")
                        .subjects("late.>")
                        .storageType(StorageType.Memory)
                        .build());
        NatsListenerContainer container = context().registry().register(endpoint, factory);

        // then
        assertThat(container.getState()).isEqualTo(ListenerState.RUNNING);
    }

    private static String ask(String subject) throws Exception {
        Message reply = nats.client()
                .requestWithTimeout(subject, new byte[0], Duration.ofSeconds(5))
                .get(5, TimeUnit.SECONDS);
        return new String(reply.getData(), StandardCharsets.UTF_8);
    }

    private static NatsListenerContainerFactory factory(NatsConnectionFactory connection) {
        return new NatsListenerContainerFactory(new NatsConnections(List.of(connection)), new PayloadConverters());
    }

    static class LazyConfiguration {
        @Bean
        @Lazy
        LazyListener lazyListener() {
            return new LazyListener();
        }
    }

    static class LazyListener {
        @Subscribe("lazy.x")
        String reply() {
            return "lazy";
        }
    }

    @Test
    void shouldFindListenersOnBeansThatComeLater() throws Exception {
        // given
        start(LazyConfiguration.class);
        assertThat(context().registry().getContainers()).isEmpty();

        // when
        context().bean(LazyListener.class);

        // then
        assertThat(ask("lazy.x")).isEqualTo("lazy");
    }

    /** A connection that comes when the test says so. */
    private static final class LateConnection implements NatsConnectionFactory {
        final CompletableFuture<Connection> connected = new CompletableFuture<>();

        @Override
        public String getName() {
            return "default";
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
            return connected.isDone() && !connected.isCompletedExceptionally() ? connected.join() : null;
        }
    }

    private ListenerContext startWith(LateConnection late) {
        return ListenerContext.start(nats, Map.of(), application -> {
            application.register(Recorder.class);
            application.registerBean(NatsListenerContainerFactory.class, () -> factory(late));
        });
    }

    @Test
    void shouldStartWhenTheServerComesLater() {
        // given
        LateConnection late = new LateConnection();
        context = startWith(late);
        Recorder listener = context.bean(Recorder.class);
        assertThat(context.registry().getContainer("a").getState()).isEqualTo(ListenerState.STARTING);

        // when
        late.connected.complete(nats.connect());

        // then
        await().until(() -> context().registry().getContainer("a").getState() == ListenerState.RUNNING);
        await().untilAsserted(() -> {
            publish("life.a", "1");
            assertThat(listener.received).contains("1");
        });
    }

    @Test
    void shouldNotStartAfterItWasStopped() {
        // given
        LateConnection late = new LateConnection();
        context = startWith(late);

        // when
        context.registry().stop("a");
        late.connected.complete(nats.connect());

        // then
        assertThat(context.registry().getContainer("a").getState()).isEqualTo(ListenerState.STOPPED);
    }

    @Test
    void shouldFailWhenConnectingIsGivenUp() {
        // given
        LateConnection late = new LateConnection();
        context = startWith(late);

        // when
        late.connected.completeExceptionally(new NatsConnectionException("given up", null));

        // then
        await().until(() -> context().registry().getContainer("a").getState() == ListenerState.FAILED);
        // and
        org.assertj.core.api.Assertions.assertThatExceptionOfType(ListenerStartException.class)
                .isThrownBy(() -> context().registry().start("a"))
                .withMessageContaining("given up");
    }

    static class Working {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final BlockingQueue<String> done = new LinkedBlockingQueue<>();
        final AtomicBoolean interrupted = new AtomicBoolean();

        @Subscribe("work.{how}")
        String work(String payload) throws InterruptedException {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            done.add(payload);
            return payload;
        }
    }

    @Test
    void shouldLetHandlersEndWhenStopped() throws Exception {
        // given
        Working listener = start(Working.class);
        CompletableFuture<Message> reply = nats.client().request("work.long", "1".getBytes(StandardCharsets.UTF_8));
        publishSurely("work.long", "2");
        assertThat(listener.begun.await(5, TimeUnit.SECONDS)).isTrue();

        // when
        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> context().close());
        await().until(() -> context().container().getState() == ListenerState.STOPPING);
        listener.goOn.countDown();

        // then: what had arrived is handled and answered
        stopped.get(5, TimeUnit.SECONDS);
        assertThat(listener.done).containsExactly("1", "2");
        assertThat(new String(reply.get(5, TimeUnit.SECONDS).getData(), StandardCharsets.UTF_8))
                .isEqualTo("1");
    }

    @Test
    void shouldInterruptHandlersThatDoNotEnd() {
        assertInterruptedAtStop(factory -> {});
        assertInterruptedAtStop(factory -> factory.setConcurrency(2));
        assertInterruptedAtStop(factory -> factory.setExecutor(task -> new Thread(task).start()));
    }

    private static void assertInterruptedAtStop(java.util.function.Consumer<NatsListenerContainerFactory> setting) {
        // given
        ListenerContext context = ListenerContext.start(nats, Map.of(), application -> {
            application.register(Working.class);
            application.registerBean(NatsListenerContainerFactory.class, () -> {
                NatsListenerContainerFactory factory = factory(nats.connectionFactory());
                factory.setShutdownTimeout(Duration.ofMillis(100));
                setting.accept(factory);
                return factory;
            });
        });
        Working listener = context.bean(Working.class);
        publish("work.forever", "");
        await().until(() -> listener.begun.getCount() == 0);

        // when
        context.close();

        // then
        await().untilTrue(listener.interrupted);
        assertThat(listener.done).isEmpty();
    }

    @Test
    void shouldSurviveARestartOfTheBrokerWhileAHandlerRuns() throws Exception {
        // given
        Working listener = start(Working.class);
        CompletableFuture<Message> lost = nats.client().request("work.restart", "1".getBytes(StandardCharsets.UTF_8));
        assertThat(listener.begun.await(5, TimeUnit.SECONDS)).isTrue();

        // when
        nats.stop();
        nats.restart();
        listener.goOn.countDown();

        // then
        await().ignoreExceptions().untilAsserted(() -> {
            Message reply = nats.client()
                    .requestWithTimeout("work.restart", "2".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(500))
                    .get(1, TimeUnit.SECONDS);
            assertThat(new String(reply.getData(), StandardCharsets.UTF_8)).isEqualTo("2");
        });
        assertThat(listener.done).startsWith("1").contains("2");
        lost.cancel(true);
    }

    @Test
    void shouldStopWhileTheBrokerIsAway() throws Exception {
        // given
        start(Recorder.class);
        NatsConnectionFactory factory = context().container().getConnectionFactory();
        nats.stop();
        await().until(() -> factory.getConnection().getStatus() != Connection.Status.CONNECTED);

        // when
        long begun = System.nanoTime();
        context().close();

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        nats.restart();
        await().until(() -> nats.client().getStatus() == Connection.Status.CONNECTED);
    }

    @Test
    void shouldObserveProcessing() throws Exception {
        // given
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        NatsListenerContainerFactory factory = factory(nats.connectionFactory());
        factory.setObservation((container, source, message) -> {
            events.add("start " + container.getId() + " " + source);
            return new ListenerObservation.Processing() {
                @Override
                public ListenerObservation.Scope enter() {
                    events.add("enter");
                    return () -> events.add("leave");
                }

                @Override
                public void stop(@Nullable Throwable failure) {
                    events.add("stop " + failure);
                }
            };
        });
        start(Empty.class);
        CoreListenerEndpoint endpoint = new CoreListenerEndpoint("observed", List.of("observed.{name}"));
        CompletableFuture<String> result = new CompletableFuture<>();
        endpoint.setHandler(message -> result);
        context().registry().register(endpoint, factory);

        // when
        publish("observed.x", "");
        await().until(() -> events.size() == 3);
        result.complete("done");

        // then
        await().untilAsserted(() ->
                assertThat(events).containsExactly("start observed observed.{name}", "enter", "leave", "stop null"));
    }
}
