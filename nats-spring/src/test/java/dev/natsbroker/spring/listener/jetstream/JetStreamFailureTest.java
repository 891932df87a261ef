package dev.natsbroker.spring.listener.jetstream;

import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.await;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.awaitLatch;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.quickRetries;
import static dev.natsbroker.spring.listener.jetstream.JetStreamFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JetStreamFailureTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    private final AtomicInteger calls = new AtomicInteger();

    private void failAlways(Message message, Ack ack) {
        calls.incrementAndGet();
        throw new IllegalStateException("no\nluck with " + text(message));
    }

    @Test
    void shouldDeliverAgainUntilTheHandlerSucceeds() throws Exception {
        // given
        Queue<Long> deliveries = new ConcurrentLinkedQueue<>();
        fixture.createStream().publish("a", "x");

        // when
        fixture.start(fixture.consumerSettings(), fixture.settings().errorHandler(quickRetries(5)), (message, ack) -> {
            deliveries.add(message.metaData().deliveredCount());
            if (deliveries.size() < 3) {
                throw new IOException("not yet");
            }
        });

        // then
        fixture.awaitAllAcknowledged(1);
        assertThat(deliveries).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldWaitBeforeItDeliversAgain() throws Exception {
        // given
        fixture.createStream().publish("a", "x");

        // when
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings(), this::failAlways);
        await().until(() -> container.getJetStreamState().nacked() == 1);
        fixture.publish("a", "y");
        await().until(() -> container.getJetStreamState().nacked() == 2);

        // then
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldGrowTheDelayUpToItsLimit() {
        // given
        RetrySettings retry = new RetrySettings(10, Duration.ofMillis(100), 3, Duration.ofSeconds(1), List.of());

        // then
        assertThat(retry.delayAfter(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(retry.delayAfter(2)).isEqualTo(Duration.ofMillis(300));
        assertThat(retry.delayAfter(3)).isEqualTo(Duration.ofMillis(900));
        assertThat(retry.delayAfter(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.delayAfter(100_000)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldMakeADeadLetterAfterTheLastAttempt() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        Headers headers = new Headers();
        headers.put("Order", "7");
        headers.put("Nats-Msg-Id", "original-id");
        long sequence = fixture.publish("a", headers, "x").getSeqno();

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().errorHandler(quickRetries(3)).deadLetterSubject(fixture.deadLetters()),
                this::failAlways);
        await().until(() -> container.getJetStreamState().terminated() == 1);

        // then
        assertThat(calls).hasValue(3);
        assertThat(container.getJetStreamState().deadLettered()).isEqualTo(1);
        Message letter = fixture.storedDeadLetters().get(0);
        assertThat(text(letter)).isEqualTo("x");
        Headers found = letter.getHeaders();
        assertThat(found.getFirst("Order")).isEqualTo("7");
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_SUBJECT)).isEqualTo(fixture.subject("a"));
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_STREAM)).isEqualTo(fixture.stream());
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_CONSUMER)).isEqualTo(fixture.consumer());
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_SEQUENCE)).isEqualTo(Long.toString(sequence));
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_DELIVERIES)).isEqualTo("3");
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_CAUSE)).isEqualTo(IllegalStateException.class.getName());
        assertThat(found.getFirst(NatsHeaders.DEAD_LETTER_MESSAGE)).isEqualTo("no luck with x");
        assertThat(found.getFirst("Nats-Msg-Id")).isNotEqualTo("original-id");
        fixture.awaitAllAcknowledged(1);
    }

    @Test
    void shouldNotRetryWhatNoRetryHelps() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        fixture.publish("a", "x");
        fixture.publish("a", "y");
        RetrySettings retry = RetrySettings.DEFAULT.withTerminal(List.of(UnsupportedOperationException.class));

        // when
        fixture.start(
                fixture.consumerSettings(),
                fixture.settings().errorHandler(retry).deadLetterSubject(fixture.deadLetters()),
                (message, ack) -> {
                    calls.incrementAndGet();
                    throw text(message).equals("x")
                            ? new PayloadConversionException("not JSON", null)
                            : new IllegalStateException(new UnsupportedOperationException());
                });

        // then
        await().until(() -> fixture.deadLetterCount() == 2);
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldSurviveErrorsOfTheHandler() throws Exception {
        // given
        fixture.createStream().publish("a", "x");

        // when
        fixture.start(fixture.consumerSettings(), fixture.settings().errorHandler(quickRetries(5)), (message, ack) -> {
            if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError();
            }
        });

        // then
        fixture.awaitAllAcknowledged(1);
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldEndWithoutADeadLetterSubject() throws Exception {
        // given
        fixture.createStream().publish("a", "x");

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(), fixture.settings().errorHandler(quickRetries(2)), this::failAlways);

        // then
        fixture.awaitAllAcknowledged(1);
        assertThat(calls).hasValue(2);
        assertThat(container.getJetStreamState().terminated()).isEqualTo(1);
        assertThat(container.getJetStreamState().deadLettered()).isZero();
    }

    @Test
    void shouldNotLoseWhatTheDeadLetterSubjectDoesNotTake() throws Exception {
        // given
        fixture.createStream().publish("a", "x");
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().errorHandler(quickRetries(1)).deadLetterSubject(fixture.deadLetters()),
                this::failAlways);
        await().until(() -> calls.get() >= 2);
        assertThat(container.getJetStreamState().terminated()).isZero();

        // when
        fixture.createDeadLetterStream();

        // then
        await().until(() -> fixture.deadLetterCount() == 1);
        fixture.awaitAllAcknowledged(1);
    }

    @Test
    void shouldGiveDeadLettersToSubscribersWhereNoStreamTakesThem() throws Exception {
        // given
        Subscription subscriber = fixture.connection().subscribe("dead.*.*." + fixture.subject(">"));
        fixture.connection().flush(Duration.ofSeconds(5));
        fixture.createStream().publish("a", "x");

        // when
        fixture.start(
                fixture.consumerSettings(),
                fixture.settings()
                        .errorHandler(quickRetries(1))
                        .deadLetterSubject("dead.{stream}.{consumer}.{subject}"),
                this::failAlways);

        // then
        Message letter = subscriber.nextMessage(Duration.ofSeconds(5));
        assertThat(letter.getSubject())
                .isEqualTo("dead." + fixture.stream() + "." + fixture.consumer() + "." + fixture.subject("a"));
        fixture.awaitAllAcknowledged(1);
    }

    @Test
    void shouldMakeADeadLetterOfWhatTheServerGaveUpOn() throws Exception {
        // given
        fixture.management()
                .addStream(StreamConfiguration.builder(fixture.streamConfiguration())
                        .retentionPolicy(RetentionPolicy.WorkQueue)
                        .build());
        fixture.createDeadLetterStream();
        fixture.publish("a", "x");

        // when
        fixture.start(
                fixture.consumerSettings().ackWait(Duration.ofMillis(50)).maxDeliver(2),
                fixture.settings().ackMode(AckMode.MANUAL).deadLetterSubject(fixture.deadLetters()),
                (message, ack) -> calls.incrementAndGet());

        // then
        await().until(() -> fixture.deadLetterCount() == 1);
        Message letter = fixture.storedDeadLetters().get(0);
        assertThat(calls).hasValue(2);
        assertThat(letter.getHeaders().getFirst(NatsHeaders.DEAD_LETTER_CAUSE))
                .isEqualTo(DeliveriesExhaustedException.class.getName());
        assertThat(letter.getHeaders().getFirst(NatsHeaders.DEAD_LETTER_DELIVERIES))
                .isEqualTo("2");
        await().until(() -> fixture.management()
                        .getStreamInfo(fixture.stream())
                        .getStreamState()
                        .getMsgCount()
                == 0);
    }

    @Test
    void shouldMakeOneDeadLetterWhenSeveralInstancesListen() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        for (int i = 0; i < 2; i++) {
            fixture.start(
                    fixture.consumerSettings().ackWait(Duration.ofMillis(50)).maxDeliver(1),
                    fixture.settings().ackMode(AckMode.MANUAL).deadLetterSubject(fixture.deadLetters()),
                    (message, ack) -> calls.incrementAndGet());
        }

        // when
        fixture.publishNumbers(5);

        // then
        await().until(() -> fixture.deadLetterCount() == 5);
        assertThat(calls).hasValue(5);
    }

    @Test
    void shouldLeaveTheLastDeliveryOfTheServerToTheDeadLetters() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        fixture.publish("a", "x");

        // when
        fixture.start(
                fixture.consumerSettings().maxDeliver(2),
                fixture.settings().errorHandler(quickRetries(10)).deadLetterSubject(fixture.deadLetters()),
                this::failAlways);

        // then
        await().until(() -> fixture.deadLetterCount() == 1);
        assertThat(calls).hasValue(2);
        fixture.awaitAllAcknowledged(1);
    }

    @Test
    void shouldRefuseToMakeDeadLettersThatComeBack() throws Exception {
        // given
        fixture.createStream();

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(),
                fixture.settings().deadLetterSubject(fixture.subject("dead")),
                this::failAlways);

        // then
        assertThat(container.getJetStreamState().lastFailure())
                .contains("Dead letter subject '" + fixture.subject("dead") + "'", "use a subject outside");
        assertThat(container.getJetStreamState().consuming()).isFalse();
    }

    @Test
    void shouldRefuseToMakeDeadLettersThatComeBackByTheSubjectOfTheMessage() throws Exception {
        // given
        fixture.createStream();

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings(), fixture.settings().deadLetterSubject("{subject}.dead"), this::failAlways);

        // then
        assertThat(container.getJetStreamState().lastFailure())
                .contains("Dead letter subject '{subject}.dead'", "use a subject outside");
    }

    @Test
    void shouldMakeDeadLettersInTheSameStreamWhenTheyDoNotComeBack() throws Exception {
        // given
        fixture.createStream();
        fixture.publish("a", "x");

        // when
        fixture.start(
                fixture.consumerSettings().filterSubjects(fixture.subject("*")),
                fixture.settings().errorHandler(quickRetries(1)).deadLetterSubject("{subject}.dead"),
                this::failAlways);

        // then
        await().until(() -> fixture.management()
                        .getStreamInfo(fixture.stream())
                        .getStreamState()
                        .getMsgCount()
                == 2);
        assertThat(calls).hasValue(1);
    }

    @Test
    void shouldSurviveAnErrorInTheErrorHandler() throws Exception {
        // given
        fixture.createStream().publish("a", "x");
        JetStreamErrorHandler handler = (message, failure, deliveries) -> {
            throw new StackOverflowError("in the error handler");
        };

        // when
        fixture.start(fixture.consumerSettings(), fixture.settings().errorHandler(handler), this::failAlways);

        // then: it comes again, to the same thread
        await().until(() -> calls.get() >= 2);
    }

    @Test
    void shouldFollowTheErrorHandler() throws Exception {
        // given
        fixture.createStream().publishNumbers(2);
        JetStreamErrorHandler handler = (message, failure, deliveries) -> {
            if (text(message).equals("0")) {
                return new ErrorAction.Discard("not needed");
            }
            throw new IllegalStateException("error handler failed too");
        };

        // when
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings(), fixture.settings().errorHandler(handler), this::failAlways);

        // then
        await().until(() -> calls.get() >= 3);
        assertThat(container.getJetStreamState().terminated()).isEqualTo(1);
        assertThat(container.getJetStreamState().nacked()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void shouldHandleTheOthersOfABatch() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        fixture.publishNumbers(5);
        Queue<String> handled = new ConcurrentLinkedQueue<>();

        // when
        fixture.startBatch(
                fixture.consumerSettings(),
                fixture.settings()
                        .errorHandler(quickRetries(2))
                        .deadLetterSubject(fixture.deadLetters())
                        .batchSize(5)
                        .batchWait(Duration.ofMillis(200)),
                (messages, ack) -> {
                    messages.forEach(message -> handled.add(text(message)));
                    int bad = messages.stream()
                            .map(JetStreamFixture::text)
                            .toList()
                            .indexOf("3");
                    if (bad >= 0) {
                        throw new BatchFailureException(Map.of(bad, new IllegalStateException("bad")));
                    }
                });

        // then
        fixture.awaitAllAcknowledged(5);
        assertThat(handled).containsExactly("0", "1", "2", "3", "4", "3");
        assertThat(fixture.storedDeadLetters())
                .extracting(JetStreamFixture::text)
                .containsExactly("3");
    }

    @Test
    void shouldRetryAWholeBatch() throws Exception {
        // given
        fixture.createStream().publishNumbers(3);

        // when
        fixture.startBatch(
                fixture.consumerSettings(),
                fixture.settings()
                        .ackMode(AckMode.BATCH)
                        .errorHandler(quickRetries(5))
                        .batchSize(3),
                (messages, ack) -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("all of them");
                    }
                });

        // then
        fixture.awaitAllAcknowledged(3);
        assertThat(calls).hasValueGreaterThan(1);
    }

    @Test
    void shouldOnlyReportFailuresWhereNobodyAcknowledges() throws Exception {
        // given
        fixture.createStream().createDeadLetterStream();
        fixture.publishNumbers(3);

        // when
        fixture.start(
                fixture.consumerSettings(),
                fixture.settings().ackMode(AckMode.NONE).deadLetterSubject(fixture.deadLetters()),
                this::failAlways);

        // then
        await().until(() -> fixture.deadLetterCount() == 3);
        assertThat(calls).hasValue(3);
    }

    @Test
    void shouldObeyManualAcknowledgements() throws Exception {
        // given
        fixture.createStream().publishNumbers(5);
        Queue<String> handled = new ConcurrentLinkedQueue<>();

        // when
        JetStreamListenerContainer container = fixture.start(
                fixture.consumerSettings().ackWait(Duration.ofMillis(300)),
                fixture.settings().ackMode(AckMode.MANUAL),
                (message, ack) -> {
                    handled.add(text(message));
                    boolean first = message.metaData().deliveredCount() == 1;
                    switch (text(message)) {
                        case "0" -> ack.ack();
                        case "1" -> ack.ackSync();
                        case "2" -> {
                            if (first) {
                                ack.nak();
                            } else {
                                ack.ack();
                            }
                        }
                        case "3" -> ack.term("because of the test");
                        default -> {
                            if (first) {
                                ack.nak(Duration.ofMillis(10));
                            } else {
                                ack.ack();
                            }
                        }
                    }
                    ack.ack();
                    ack.nak();
                });

        // then
        fixture.awaitAllAcknowledged(5);
        assertThat(handled).containsExactlyInAnyOrder("0", "1", "2", "2", "3", "4", "4");
        assertThat(container.getJetStreamState().acked()).isEqualTo(4);
        assertThat(container.getJetStreamState().nacked()).isEqualTo(2);
        assertThat(container.getJetStreamState().terminated()).isEqualTo(1);
    }

    @Test
    void shouldAcknowledgeFromAnotherThreadAfterTheHandlerHasReturned() throws Exception {
        // given
        fixture.createStream().publish("a", "x");
        AtomicReference<Ack> kept = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        fixture.start(fixture.consumerSettings(), fixture.settings().ackMode(AckMode.MANUAL), (message, ack) -> {
            kept.set(ack);
            called.countDown();
        });
        awaitLatch(called);

        // when
        kept.get().inProgress();
        kept.get().ackSync();

        // then
        assertThat(kept.get().isSettled()).isTrue();
        fixture.awaitAllAcknowledged(1);
    }

    @Test
    void shouldSettleAWholeBatchByHand() throws Exception {
        // given
        fixture.createStream().publishNumbers(4);

        // when
        fixture.startBatch(
                fixture.consumerSettings(),
                fixture.settings().ackMode(AckMode.MANUAL).batchSize(4),
                (messages, ack) -> {
                    assertThat(ack.isSettled()).isFalse();
                    ack.ack();
                    assertThat(ack.isSettled()).isTrue();
                });

        // then
        fixture.awaitAllAcknowledged(4);
    }

    @Test
    void shouldDeliverAgainAfterTheAckWaitWhatTheHandlerForgot() throws Exception {
        // given
        fixture.createStream().publish("a", "x");

        // when
        fixture.start(
                fixture.consumerSettings().ackWait(Duration.ofMillis(60)),
                fixture.settings().ackMode(AckMode.MANUAL),
                (message, ack) -> {
                    if (calls.incrementAndGet() == 2) {
                        ack.ack();
                    }
                });

        // then
        fixture.awaitAllAcknowledged(1);
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldSignalProgressForSlowHandlersAndForWhatWaits() throws Exception {
        // given
        Duration ackWait = Duration.ofMillis(200);
        fixture.createStream().publishNumbers(3);
        CountDownLatch release = new CountDownLatch(1);
        JetStreamListenerContainer container =
                fixture.start(fixture.consumerSettings().ackWait(ackWait), fixture.settings(), (message, ack) -> {
                    calls.incrementAndGet();
                    release.await();
                });

        // when
        await().until(() -> container.getJetStreamState().inFlight() == 3);
        long until = System.nanoTime() + ackWait.multipliedBy(4).toNanos();
        await().until(() -> System.nanoTime() > until);
        release.countDown();

        // then
        fixture.awaitAllAcknowledged(3);
        ConsumerInfo info = fixture.consumerInfo();
        assertThat(calls).hasValue(3);
        assertThat(info.getRedelivered()).isZero();
        assertThat(info.getDelivered().getConsumerSequence()).isEqualTo(3);
    }
}
