package dev.natsbroker.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneIntakeTest {
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Lane lane = Lane.start("test-lane", new ManualClock(Instant.EPOCH), failures::add);
    private final List<String> received = new CopyOnWriteArrayList<>();

    private final LaneReceiver receiver = new LaneReceiver() {
        @Override
        public void receive(Message message) {
            received.add(show(message));
        }

        @Override
        public void refused(Message message) {
            received.add("refused " + show(message));
        }
    };

    private final DeliveryBatch batch = new DeliveryBatch(1, () -> {});

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void shouldBringWholeMessagesInOrder() {
        // given
        LaneIntake intake = intake(1000, 1 << 20);
        MessageSink sink = intake.sinkOf(receiver);

        // when
        deliver(sink, "a.b", "reply.to", "NATS/1.0\r\nA: 1\r\n\r\n", "payload");
        deliver(sink, "a", "", "", "");
        batch.flush();
        drain();

        // then
        assertThat(received).containsExactly("a.b reply.to NATS/1.0\r\nA: 1\r\n\r\n payload", "a   ");
    }

    @Test
    void shouldWaitForTheFlush() {
        // given
        LaneIntake intake = intake(1000, 1 << 20);

        // when
        deliver(intake.sinkOf(receiver), "a", "", "", "x");
        drain();

        // then
        assertThat(received).isEmpty();
    }

    @Test
    void shouldKeepTheMessagesOfSeveralReceiversAndReadsInOrder() {
        // given
        long seed = 20_261_125;
        Random random = new Random(seed);
        LaneIntake intake = intake(100_000, 64 << 20);
        List<String> expected = new CopyOnWriteArrayList<>();
        List<String> others = new CopyOnWriteArrayList<>();
        MessageSink sink = intake.sinkOf(receiver);
        MessageSink other = intake.sinkOf(message -> others.add(show(message)));

        // when
        for (int i = 0; i < 2000; i++) {
            String payload = i + "x".repeat(random.nextInt(400));
            if (random.nextInt(5) == 0) {
                deliver(other, "other", "", "", payload);
            } else {
                deliver(sink, "s." + i, "r", "", payload);
                expected.add("s." + i + " r  " + payload);
            }
            if (random.nextInt(50) == 0) {
                batch.flush();
            }
        }
        batch.flush();
        drain();

        // then
        assertThat(received).as("seed " + seed).isEqualTo(expected);
        assertThat(others).hasSize(2000 - expected.size());
    }

    @Test
    void shouldRefuseWhatIsTooMuch() throws InterruptedException {
        // given
        LaneIntake intake = intake(3, 1 << 20);
        MessageSink sink = intake.sinkOf(receiver);
        CountDownLatch gate = new CountDownLatch(1);
        lane.execute(() -> awaitQuietly(gate));

        // when
        for (int i = 0; i < 5; i++) {
            deliver(sink, "a", "r", "", "payload");
        }
        batch.flush();
        gate.countDown();
        drain();
        deliver(sink, "a", "r", "", "later");
        batch.flush();
        drain();

        // then
        assertThat(received)
                .containsExactly(
                        "a r  payload", "a r  payload", "a r  payload", "refused a r  ", "refused a r  ", "a r  later");
    }

    @Test
    void shouldRefuseBytesThatAreTooMany() {
        // given
        LaneIntake intake = intake(1000, 20);

        // when
        deliver(intake.sinkOf(receiver), "a", "", "", "0123456789");
        deliver(intake.sinkOf(receiver), "a", "", "", "0123456789");
        batch.flush();
        drain();

        // then
        assertThat(received).containsExactly("a   0123456789", "refused a   ");
    }

    @Test
    void shouldAskPublishersToPauseWhenMuchIsWaiting() {
        // given
        LaneIntake intake = intake(1000, 1 << 30);
        String payload = "x".repeat(1 << 20);

        // when
        for (int i = 0; i < 20; i++) {
            deliver(intake.sinkOf(receiver), "a", "", "", payload);
        }

        // then
        assertThat(batch.takeStallNanos()).isPositive();
        batch.flush();
        drain();
        assertThat(received).hasSize(20);
    }

    @Test
    void shouldGoOnBehindAReceiverThatThrows() {
        // given
        LaneIntake intake = intake(1000, 1 << 20);

        // when
        deliver(
                intake.sinkOf(message -> {
                    throw new IllegalStateException("broken receiver");
                }),
                "a",
                "",
                "",
                "");
        deliver(intake.sinkOf(receiver), "b", "", "", "");
        batch.flush();
        drain();

        // then
        assertThat(received).containsExactly("b   ");
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("broken receiver"));
    }

    @Test
    void shouldNotDeliverToAClosedSubscription() {
        // given
        MessageSink sink = intake(10, 100).sinkOf(receiver);
        Subscription closed = new Subscription(sink, bytes("a"), null, bytes("1"));
        closed.close();

        // when
        boolean taken = sink.deliver(message("a", "", "", ""), bytes("HMSG a "), closed, batch);

        // then
        assertThat(taken).isFalse();
    }

    private LaneIntake intake(long messages, long bytes) {
        return new LaneIntake(lane, 2, messages, bytes, (failed, failure) -> failures.add(failure));
    }

    private void deliver(MessageSink sink, String subject, String reply, String headers, String payload) {
        Subscription subscription = new Subscription(sink, bytes(subject), null, bytes("1"));
        assertThat(sink.deliver(
                        message(subject, reply, headers, payload), bytes("HMSG " + subject + " "), subscription, batch))
                .isTrue();
    }

    private static Message message(String subject, String reply, String headers, String payload) {
        OutboundMessage message = new OutboundMessage();
        return message.to(bytes(subject))
                .reply(bytes(reply), 0, reply.length())
                .body(bytes(headers), bytes(payload))
                .view();
    }

    private void drain() {
        lane.ask(() -> true).join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String show(Message message) {
        byte[] bytes = message.buffer();
        int body = message.bodyOffset();
        return text(bytes, message.subjectOffset(), message.subjectLength())
                + " " + text(bytes, message.replyOffset(), message.replyLength())
                + " " + text(bytes, body, message.headersLength())
                + " "
                + text(bytes, body + message.headersLength(), message.bodyLength() - message.headersLength());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
