package dev.natsbroker.spring.listener.jetstream;

import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.await;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.awaitLatch;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.listener.ListenerState;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JetStreamLifecycleTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    private void handle(Message message, Ack ack) {
        handled.add(text(message));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @ParameterizedTest
    @EnumSource(DeliveryMode.class)
    void shouldGoOnWhenTheBrokerWasRestartedWhileHandlersRan(DeliveryMode mode) throws Exception {
        // given
        fixture.createStoredStream().publishNumbers(50);
        Semaphore permits = new Semaphore(10);
        ConsumerSettings.Builder consumer = mode == DeliveryMode.ORDERED
                ? ConsumerSettings.builder(fixture.stream(), null)
                : fixture.consumerSettings().ackWait(Duration.ofMillis(500));
        JetStreamListenerContainer container =
                fixture.start(consumer.mode(mode), fixture.settings(), (message, ack) -> {
                    permits.acquire();
                    handle(message, ack);
                });
        await().until(() -> handled.size() == 10);

        // when
        nats.stop();
        permits.release(5);
        nats.restart();
        await().until(() -> fixture.connection().getStatus() == Connection.Status.CONNECTED);
        permits.release(1_000);
        fixture.publish("n", "50");

        // then
        await().untilAsserted(() -> assertThat(handled).contains(numbers(51).toArray(String[]::new)));
        if (mode == DeliveryMode.ORDERED) {
            assertThat(handled).containsExactlyElementsOf(numbers(51));
        } else {
            fixture.awaitAllAcknowledged(51);
        }
        assertThat(container.getJetStreamState().consuming()).isTrue();
    }

    @Test
    void shouldStartWhenTheStreamIsThereAtLast() throws Exception {
        // given
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings(), this::handle);
        assertThat(container.isRunning()).isTrue();
        assertThat(container.getJetStreamState().consuming()).isFalse();
        assertThat(container.getJetStreamState().lastFailure())
                .contains("Stream '" + fixture.stream() + "' does not exist", "nats stream add");

        // when
        fixture.createStream().publishNumbers(3);

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactlyElementsOf(numbers(3)));
        assertThat(container.getJetStreamState().lastFailure()).isNull();
    }

    @Test
    void shouldFailWhenTold() {
        // given
        JetStreamListenerContainer container = fixture.container(
                nats.connectionFactory(),
                fixture.consumerSettings(),
                fixture.settings().startupFailurePolicy(StartupFailurePolicy.STOP),
                this::handle);

        // then
        assertThatThrownBy(container::start).isInstanceOf(StreamNotFoundException.class);
        assertThat(container.getState()).isEqualTo(ListenerState.FAILED);
    }

    @Test
    void shouldGoOnWithoutTheListenerWhenTold() throws Exception {
        // given
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().startupFailurePolicy(StartupFailurePolicy.CONTINUE),
                this::handle);
        assertThat(container.getState()).isEqualTo(ListenerState.FAILED);
        assertThat(container.getJetStreamState().lastFailure()).contains("does not exist");

        // when
        fixture.createStream().publishNumbers(1);
        container.start();

        // then
        await().until(() -> handled.size() == 1);
        assertThat(container.getState()).isEqualTo(ListenerState.RUNNING);
    }

    @Test
    void shouldStartWhileTheBrokerIsAway() throws Exception {
        // given
        fixture.createStoredStream().publishNumbers(3);
        JetStreamListenerContainer container = fixture.container(
                nats.connectionFactory(), fixture.consumerSettings(), fixture.settings(), this::handle);
        nats.stop();

        // when
        CountDownLatch started = new CountDownLatch(1);
        Thread starter = new Thread(() -> {
            container.start();
            started.countDown();
        });
        starter.start();
        nats.restart();
        awaitLatch(started);

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactlyElementsOf(numbers(3)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryMode.class,
            names = {"PULL", "PUSH"})
    void shouldCreateADeletedConsumerAgain(DeliveryMode mode) throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        fixture.start(
                fixture.consumerSettings().mode(mode),
                fixture.settings().pullExpires(Duration.ofSeconds(1)),
                this::handle);
        fixture.awaitAllAcknowledged(1);

        // when
        fixture.management().deleteConsumer(fixture.stream(), fixture.consumer());
        fixture.publish("n", "1");

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactly("0", "0", "1"));
    }

    @Test
    void shouldTryAgainWhenTheStreamIsDeleted() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        fixture.start(fixture.consumerSettings(), fixture.settings(), this::handle);
        fixture.awaitAllAcknowledged(1);

        // when
        fixture.management().deleteStream(fixture.stream());
        fixture.createStream().publish("n", "again");

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactly("0", "again"));
    }

    @Test
    void shouldGiveBackWhatWaitsWhenPaused() throws Exception {
        // given
        fixture.createStream().publishNumbers(10);
        Semaphore permits = new Semaphore(0);
        CountDownLatch begun = new CountDownLatch(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings(), (message, ack) -> {
                    begun.countDown();
                    permits.acquire();
                    handle(message, ack);
                });
        awaitLatch(begun);
        await().until(() -> container.getJetStreamState().inFlight() == 10);

        // when
        container.pause();
        permits.release(100);
        await().until(() -> handled.size() == 1);
        assertThat(container.getJetStreamState().nacked()).isEqualTo(9);
        List<Message> others = fetchAsAnotherInstance(9);

        // then
        assertThat(others).hasSize(9);
        assertThat(handled).containsExactly("0");
        others.forEach(Message::ack);
        fixture.publish("n", "after");
        container.resume();
        await().untilAsserted(() -> assertThat(handled).containsExactly("0", "after"));
    }

    private List<Message> fetchAsAnotherInstance(int count) throws Exception {
        return nats.connect()
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind(fixture.stream(), fixture.consumer()))
                .fetch(count, Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryMode.class,
            names = {"PULL", "PUSH"})
    void shouldFinishWhatRunsAndGiveBackTheRestWhenStopped(DeliveryMode mode) throws Exception {
        // given
        fixture.createStream().publishNumbers(20);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings().mode(mode), fixture.settings().concurrency(2), (message, ack) -> {
                    begun.countDown();
                    release.await();
                    handle(message, ack);
                });
        awaitLatch(begun);
        await().until(() -> container.getJetStreamState().inFlight() == 20);

        // when
        CountDownLatch stopped = new CountDownLatch(1);
        container.stop(stopped::countDown);
        await().until(() -> container.getJetStreamState().nacked() == 18);
        assertThat(handled).isEmpty();
        release.countDown();
        awaitLatch(stopped);

        // then
        assertThat(handled).containsExactlyInAnyOrder("0", "1");
        await().until(() -> fixture.consumerInfo().getAckFloor().getStreamSequence() == 2);
        Queue<String> others = new ConcurrentLinkedQueue<>();
        fixture.start(
                fixture.consumerSettings().mode(mode), fixture.settings(), (message, ack) -> others.add(text(message)));
        await().until(() -> others.size() == 18);
        fixture.awaitAllAcknowledged(20);
    }

    @Test
    void shouldInterruptHandlersThatDoNotEnd() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().shutdownTimeout(Duration.ofMillis(50)),
                (message, ack) -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                });
        awaitLatch(running);

        // when
        container.stop();

        // then
        assertThat(interrupted).isTrue();
        assertThat(container.getJetStreamState().acked()).isZero();
        assertThat(fetchAsAnotherInstance(1)).hasSize(1);
    }

    @Test
    void shouldGiveBackWhatFailedBecauseItWasInterrupted() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        CountDownLatch running = new CountDownLatch(1);
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings()
                        .shutdownTimeout(Duration.ofMillis(50))
                        .errorHandler((message, failure, deliveries) -> new ErrorAction.DeadLetter()),
                (message, ack) -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("as drivers and templates do", e);
                    }
                });
        awaitLatch(running);

        // when
        container.stop();

        // then
        assertThat(container.getJetStreamState().terminated()).isZero();
        assertThat(fetchAsAnotherInstance(1)).hasSize(1);
    }

    @Test
    void shouldLeaveNoThreadsWhenAHandlerEndsLongAfterTheStop() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().shutdownTimeout(Duration.ofMillis(50)),
                (message, ack) -> {
                    running.countDown();
                    awaitUninterruptibly(release);
                });
        awaitLatch(running);
        container.stop();

        // when
        release.countDown();

        // then
        awaitNoThreads(container);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                awaitLatch(latch);
                interrupted = false;
            } catch (InterruptedException e) {
                // a handler that does not heed it
            }
        }
    }

    @Test
    void shouldLeaveNoThreadsWhenItCanNeverStart() {
        // given
        JetStreamListenerContainer container = fixture.container(
                nats.connectionFactory(),
                fixture.consumerSettings(),
                fixture.settings().concurrency(2),
                this::handle);
        container.setStreamDefinitions(name -> {
            throw new IllegalArgumentException("no such declaration: " + name);
        });

        // when
        assertThatThrownBy(container::start).isInstanceOf(IllegalArgumentException.class);

        // then
        awaitNoThreads(container);
        assertThat(container.getJetStreamState().lastFailure()).contains("no such declaration");
    }

    @Test
    void shouldStartAgain() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings(), this::handle);
        fixture.awaitAllAcknowledged(1);
        container.stop();
        assertThat(container.isRunning()).isFalse();

        // when
        fixture.publish("n", "1");
        container.start();

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactly("0", "1"));
    }

    @Test
    void shouldStopWhileTheBrokerIsAway() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings(), this::handle);
        fixture.awaitAllAcknowledged(1);
        nats.stop();

        // when
        CountDownLatch stopped = new CountDownLatch(1);
        container.stop(stopped::countDown);

        // then
        awaitLatch(stopped);
        nats.restart();
    }

    @Test
    void shouldLeaveNoThreads() throws Exception {
        // given
        fixture.createStream().publishNumbers(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings().concurrency(3), this::handle);
        fixture.awaitAllAcknowledged(1);

        // when
        container.stop();

        // then
        awaitNoThreads(container);
    }

    private static void awaitNoThreads(JetStreamListenerContainer container) {
        String name = "nats-js-" + container.getId();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith(name)));
    }
}
