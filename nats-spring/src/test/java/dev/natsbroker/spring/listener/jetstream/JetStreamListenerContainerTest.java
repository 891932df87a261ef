package dev.natsbroker.spring.listener.jetstream;

import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.await;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.awaitLatch;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.ReplayPolicy;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JetStreamListenerContainerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    private void handle(Message message) {
        handled.add(text(message));
    }

    private void awaitHandled(String... expected) {
        await().untilAsserted(() -> assertThat(handled).containsExactly(expected));
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(
            value = AckMode.class,
            names = {"AUTO", "CONFIRMED", "BATCH"})
    void shouldHandleInOrderAndAcknowledge(AckMode mode) throws Exception {
        // given
        int count = mode == AckMode.CONFIRMED ? 100 : 1_200;
        fixture.createStream().publishNumbers(count);

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(), fixture.settings().ackMode(mode), (message, ack) -> handle(message));

        // then
        awaitHandled(numbers(count));
        fixture.awaitAllAcknowledged(count);
        JetStreamListenerState state = container.getJetStreamState();
        assertThat(state.received()).isEqualTo(count);
        assertThat(state.acked()).isEqualTo(count);
        assertThat(state.lag()).isZero();
        assertThat(container.getSnapshot().processed()).isEqualTo(count);
        await().until(() -> container.getJetStreamState().inFlight() == 0);
    }

    @Test
    void shouldHandleWhatComesLater() throws Exception {
        // given
        fixture.createStream();
        fixture.start(fixture.consumerSettings(), fixture.settings(), (message, ack) -> handle(message));

        // when
        fixture.publishNumbers(3);

        // then
        awaitHandled("0", "1", "2");
        fixture.awaitAllAcknowledged(3);
    }

    @Test
    void shouldHandleSeveralAtATime() throws Exception {
        // given
        CyclicBarrier together = new CyclicBarrier(4);
        fixture.createStream().publishNumbers(40);

        // when
        fixture.start(fixture.consumerSettings(), fixture.settings().concurrency(4), (message, ack) -> {
            together.await(10, TimeUnit.SECONDS);
            handle(message);
        });

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder(numbers(40)));
        fixture.awaitAllAcknowledged(40);
    }

    @Test
    void shouldHoldNoMoreThanThePrefetch() throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        fixture.createStream().publishNumbers(20);

        // when
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings().prefetch(3), (message, ack) -> {
                    release.await();
                    handle(message);
                });
        await().until(() -> container.getJetStreamState().inFlight() == 3);

        // then
        assertThat(fixture.consumerInfo().getNumAckPending()).isEqualTo(3);
        assertThat(container.getJetStreamState().lag()).isEqualTo(17);
        release.countDown();
        awaitHandled(numbers(20));
    }

    @Test
    void shouldTakeFromPushConsumer() throws Exception {
        // given
        fixture.createStream().publishNumbers(300);

        // when
        fixture.start(
                fixture.consumerSettings().mode(DeliveryMode.PUSH).maxAckPending(50),
                fixture.settings(),
                (message, ack) -> handle(message));

        // then
        awaitHandled(numbers(300));
        fixture.awaitAllAcknowledged(300);
        assertThat(fixture.consumerInfo().getConsumerConfiguration().getDeliverGroup())
                .isEqualTo(fixture.consumer());
    }

    @Test
    void shouldShareAPushConsumer() throws Exception {
        // given
        fixture.createStream();
        for (int i = 0; i < 2; i++) {
            fixture.start(
                    fixture.consumerSettings().mode(DeliveryMode.PUSH),
                    fixture.settings(),
                    (message, ack) -> handle(message));
        }

        // when
        fixture.publishNumbers(100);

        // then
        await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder(numbers(100)));
    }

    @Test
    void shouldSeeEverythingInOrderWithoutAConsumerOfItsOwn() throws Exception {
        // given
        fixture.createStream().publishNumbers(200);

        // when
        JetStreamListenerContainer container = fixture.start(
                ConsumerSettings.builder(fixture.stream(), null).mode(DeliveryMode.ORDERED),
                fixture.settings().prefetch(20),
                (message, ack) -> handle(message));

        // then
        awaitHandled(numbers(200));
        assertThat(container.getSources()).containsExactly(fixture.stream());
    }

    @Test
    void shouldGoOnInOrderAfterAPause() throws Exception {
        // given
        fixture.createStream().publishNumbers(20);
        JetStreamListenerContainer container = fixture.start(
                ConsumerSettings.builder(fixture.stream(), null).mode(DeliveryMode.ORDERED),
                fixture.settings(),
                (message, ack) -> handle(message));
        awaitHandled(numbers(20));

        // when
        container.pause();
        fixture.publish("n", "20");
        container.resume();

        // then
        awaitHandled(numbers(21));
    }

    @Test
    void shouldNotAcknowledgeWhereNobodyWants() throws Exception {
        // given
        fixture.createStream().publishNumbers(700);

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().ackMode(AckMode.NONE),
                (message, ack) -> handle(message));

        // then
        awaitHandled(numbers(700));
        assertThat(fixture.consumerInfo().getConsumerConfiguration().getAckPolicy())
                .isEqualTo(AckPolicy.None);
        assertThat(container.getJetStreamState().acked()).isZero();
    }

    @Test
    void shouldHandleEverythingReceivedBeforeItStopsWhenNobodyAcknowledges() throws Exception {
        // given
        fixture.createStream().publishNumbers(50);
        CountDownLatch release = new CountDownLatch(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings().ackMode(AckMode.NONE), (message, ack) -> {
                    release.await();
                    handle(message);
                });
        await().until(() -> container.getJetStreamState().inFlight() == 50);

        // when
        CountDownLatch stopped = new CountDownLatch(1);
        container.stop(stopped::countDown);
        release.countDown();
        awaitLatch(stopped);

        // then
        assertThat(handled).containsExactly(numbers(50));
    }

    @Test
    void shouldHandleEverythingPushedBeforeItPausesWhenNobodyAcknowledges() throws Exception {
        // given: more than it holds has come
        fixture.createStream().publishNumbers(10);
        CountDownLatch release = new CountDownLatch(1);
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings().mode(DeliveryMode.PUSH),
                fixture.settings().ackMode(AckMode.NONE).prefetch(2),
                (message, ack) -> {
                    release.await();
                    handle(message);
                });
        await().until(() -> fixture.consumerInfo().getDelivered().getStreamSequence() == 10);
        assertThat(container.getJetStreamState().inFlight()).isLessThanOrEqualTo(2);

        // when
        container.pause();
        assertThat(container.getJetStreamState().received()).isEqualTo(10);
        release.countDown();

        // then
        awaitHandled(numbers(10));
    }

    @Test
    void shouldStartWhereTold() throws Exception {
        // given
        fixture.createStream();
        for (String rest : List.of("a", "b", "a", "b")) {
            fixture.publish(rest, rest + handled.size());
        }
        ZonedDateTime beforeTheLast = ZonedDateTime.now().plusNanos(1);
        await().until(() -> ZonedDateTime.now().isAfter(beforeTheLast.plusNanos(2_000_000)));
        fixture.publish("b", "last");

        // then
        assertThat(handledFrom(builder -> builder.deliverPolicy(DeliverPolicy.All), 5))
                .hasSize(5);
        assertThat(handledFrom(builder -> builder.deliverPolicy(DeliverPolicy.Last), 1))
                .containsExactly("last");
        assertThat(handledFrom(
                        builder -> builder.deliverPolicy(DeliverPolicy.LastPerSubject)
                                .filterSubjects(fixture.subject(">")),
                        2))
                .containsExactly("a0", "last");
        assertThat(handledFrom(builder -> builder.startSequence(4), 2)).containsExactly("b0", "last");
        assertThat(handledFrom(builder -> builder.startTime(beforeTheLast), 1)).containsExactly("last");
    }

    private List<String> handledFrom(UnaryOperator<ConsumerSettings.Builder> start, int count) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        ConsumerSettings.Builder consumer =
                ConsumerSettings.builder(fixture.stream(), fixture.consumer() + handled.size() + System.nanoTime());
        JetStreamListenerContainer container =
                fixture.start(start.apply(consumer), fixture.settings(), (message, ack) -> received.add(text(message)));
        await().until(() ->
                received.size() >= count && container.getJetStreamState().lag() == 0);
        container.stop();
        return List.copyOf(received);
    }

    @Test
    void shouldStartWithWhatIsNew() throws Exception {
        // given
        fixture.createStream().publishNumbers(3);
        fixture.start(
                fixture.consumerSettings().deliverPolicy(DeliverPolicy.New),
                fixture.settings(),
                (message, ack) -> handle(message));

        // when
        fixture.publish("n", "new");

        // then
        awaitHandled("new");
    }

    @Test
    void shouldConfigureTheConsumer() throws Exception {
        // given
        fixture.createStream();

        // when
        fixture.start(
                fixture.consumerSettings()
                        .filterSubjects(fixture.subject("a"), fixture.subject("b.*"))
                        .ackWait(Duration.ofSeconds(7))
                        .maxAckPending(11)
                        .maxDeliver(4)
                        .headersOnly(true)
                        .replayPolicy(ReplayPolicy.Original)
                        .description("for the test"),
                fixture.settings(),
                (message, ack) -> handled.add(message.getSubject() + ":" + message.getData().length));
        fixture.publish("a", "payload");
        fixture.publish("x", "payload");
        fixture.publish("b.c", "payload");

        // then
        awaitHandled(fixture.subject("a") + ":0", fixture.subject("b.c") + ":0");
        var configuration = fixture.consumerInfo().getConsumerConfiguration();
        assertThat(configuration.getFilterSubjects()).containsExactly(fixture.subject("a"), fixture.subject("b.*"));
        assertThat(configuration.getAckWait()).isEqualTo(Duration.ofSeconds(7));
        assertThat(configuration.getMaxAckPending()).isEqualTo(11);
        assertThat(configuration.getMaxDeliver()).isEqualTo(4);
        assertThat(configuration.isHeadersOnly()).isTrue();
        assertThat(configuration.getReplayPolicy()).isEqualTo(ReplayPolicy.Original);
        assertThat(configuration.getDescription()).isEqualTo("for the test");
    }

    @Test
    void shouldHandleBatches() throws Exception {
        // given
        BlockingQueue<List<String>> batches = new LinkedBlockingQueue<>();
        fixture.createStream().publishNumbers(25);

        // when
        fixture.startBatch(
                fixture.consumerSettings(),
                fixture.settings().batchSize(10).batchWait(Duration.ofMillis(300)),
                (messages, ack) -> batches.add(
                        messages.stream().map(JetStreamFixture::text).toList()));

        // then
        await().until(() -> batches.size() == 3);
        assertThat(batches).extracting(List::size).containsExactly(10, 10, 5);
        assertThat(batches.stream().flatMap(List::stream)).containsExactly(numbers(25));
        fixture.awaitAllAcknowledged(25);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> fixture.settings().concurrency(0).build())
                .hasMessage("Concurrency is 0, must be at least 1");
        assertThatThrownBy(() -> ConsumerSettings.builder("S", null).build())
                .hasMessageContaining("needs the durable name of its consumer");
        assertThatThrownBy(() -> ConsumerSettings.builder("S.eu", "C").build())
                .hasMessageContaining("cannot have 'S.eu' as the name of its stream");
        assertThatThrownBy(() -> ConsumerSettings.builder("S", "billing/v2").build())
                .hasMessageContaining("cannot have 'billing/v2' as the name of its consumer");
        assertThatThrownBy(() -> ConsumerSettings.builder("S", "C")
                        .deliverPolicy(DeliverPolicy.ByStartTime)
                        .build())
                .hasMessageContaining("Start time is null and deliver policy by_start_time");
        assertThatThrownBy(() -> new RetrySettings(3, Duration.ZERO, 2, Duration.ZERO, List.of()))
                .hasMessageContaining("failing messages would spin");
        assertThatThrownBy(() -> fixture.container(
                        nats.connectionFactory(),
                        ConsumerSettings.builder("S", null).mode(DeliveryMode.ORDERED),
                        fixture.settings().concurrency(2),
                        (message, ack) -> {}))
                .hasMessageContaining("several handlers have no order");
    }
}
