package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.numbers;
import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AckTest {
    private ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<Received> deliver(int count) {
        fixture.publishMany(count);
        fixture.create(c -> c);
        return fixture.next(Integer.toString(count)).all();
    }

    private String floor() {
        ConsumerState state = fixture.consumer().state();
        return state.floorConsumer() + "/" + state.floorStream() + " of " + state.deliveredConsumer() + "/"
                + state.deliveredStream() + ", pending " + state.pending().pendingCount();
    }

    @Test
    void shouldMoveTheFloorOverWhatIsAcknowledgedWithoutGaps() {
        List<Received> got = deliver(4);
        assertThat(floor()).isEqualTo("0/0 of 4/4, pending 4");

        fixture.ack(got.get(1), "+ACK");
        assertThat(floor()).isEqualTo("0/0 of 4/4, pending 3");
        fixture.ack(got.get(0), "");
        assertThat(floor()).isEqualTo("2/2 of 4/4, pending 2");
        fixture.ack(got.get(2), "+OK");
        fixture.ack(got.get(3), "+ACK");
        assertThat(floor()).isEqualTo("4/4 of 4/4, pending 0");
    }

    @Test
    void shouldAnswerAcksThatAskForItButNotBeyondWhatWasDelivered() {
        List<Received> got = deliver(2);
        String subject = String.valueOf(got.get(0).reply());

        assertThat(fixture.ackWithReply(subject, "").all()).hasSize(1);
        assertThat(fixture.ackWithReply(subject, "+ACK").all()).hasSize(1);
        assertThat(fixture.ackWithReply(subject, "+ACK foo").all()).hasSize(1);
        assertThat(fixture.ackWithReply(subject, "-NAK").all()).hasSize(1);
        assertThat(fixture.ackWithReply(subject, "+WPI").all()).hasSize(1);
        assertThat(fixture.ackWithReply("$JS.ACK.S.C.1.3.3.1.0", "").all()).isEmpty();
        assertThat(fixture.ackWithReply("$JS.ACK.S.C.1.x.3.1.0", "").all()).isEmpty();
        assertThat(fixture.ackWithReply("$JS.ACK.S.C.1.1", "").all()).isEmpty();
        assertThat(floor()).isEqualTo("1/1 of 2/2, pending 1");
    }

    @Test
    void shouldAnswerOnlyWhenTheAckIsDurable() {
        List<Received> got = deliver(1);
        fixture.journal().durableAtOnce = false;

        Inbox answer = fixture.ackWithReply(String.valueOf(got.get(0).reply()), "");
        assertThat(answer.all()).isEmpty();
        long position = fixture.journal().position();
        fixture.lane.run(() -> fixture.lane.streamLane().commits().durable(position));

        assertThat(answer.all()).hasSize(1);
        assertThat(answer.all().get(0).payload()).isEmpty();
    }

    @Test
    void shouldAcknowledgeAllBeforeWithPolicyAll() {
        fixture.publishMany(4);
        fixture.create(c -> c.ackPolicy(AckPolicy.ALL));
        List<Received> got = fixture.next("4").all();

        fixture.ack(got.get(2), "");

        assertThat(floor()).isEqualTo("3/3 of 4/4, pending 1");
        assertThat(fixture.ackWithReply(String.valueOf(got.get(0).reply()), "").all())
                .hasSize(1);
        assertThat(floor()).isEqualTo("3/3 of 4/4, pending 1");
    }

    @Test
    void shouldNotListenToAcksWithPolicyNone() {
        fixture.publishMany(1);
        fixture.create(c -> c.ackPolicy(AckPolicy.NONE).maxAckPending(0));
        List<Received> got = fixture.next("1").all();

        assertThat(got.get(0).reply()).startsWith("$JS.ACK.S.C.1.1.1.");
        assertThat(fixture.ackWithReply(String.valueOf(got.get(0).reply()), "").all())
                .isEmpty();
        assertThat(floor()).isEqualTo("1/1 of 1/1, pending 0");
    }

    @Test
    void shouldRedeliverAfterTheAckWaitInStreamOrder() {
        List<Received> got = deliver(3);
        fixture.ack(got.get(1), "");
        Inbox inbox = fixture.next("5");

        fixture.advance(Duration.ofSeconds(29));
        assertThat(inbox.all()).isEmpty();
        fixture.advance(Duration.ofSeconds(1));

        assertThat(payloads(inbox.all())).containsExactly("1", "3");
        assertThat(numbers(inbox.all().get(0))).containsExactly(2L, 1L, 4L, 0L);
        assertThat(numbers(inbox.all().get(1))).containsExactly(2L, 3L, 5L, 0L);
        assertThat(fixture.consumer().state().pending().redeliveredCount()).isEqualTo(2);
    }

    @Test
    void shouldRestartTheAckWaitWhileInProgress() {
        List<Received> got = deliver(1);
        Inbox inbox = fixture.next("1");
        fixture.advance(Duration.ofSeconds(20));
        fixture.ack(got.get(0), "+WPI");

        fixture.advance(Duration.ofSeconds(29));
        assertThat(inbox.all()).isEmpty();
        fixture.advance(Duration.ofSeconds(1));

        assertThat(payloads(inbox.all())).containsExactly("1");
    }

    @Test
    void shouldRedeliverNakedMessagesAtOnceBeforeNewOnes() {
        List<Received> got = deliver(3);
        fixture.publish("s.a", "4");
        fixture.ack(got.get(2), "-NAK");
        fixture.ack(got.get(0), "-NAK what?");

        assertThat(payloads(fixture.next("5").all())).containsExactly("3", "1", "4");
    }

    @Test
    void shouldDelayNakedMessages() {
        List<Received> got = deliver(3);
        Inbox inbox = fixture.next("5");
        fixture.ack(got.get(0), "-NAK {\"delay\": 60000000000}");
        fixture.ack(got.get(1), "-NAK 700ms");
        fixture.ack(got.get(2), "");

        fixture.advance(Duration.ofMillis(699));
        assertThat(inbox.all()).isEmpty();
        fixture.advance(Duration.ofMillis(1));
        assertThat(payloads(inbox.take())).containsExactly("2");
        fixture.advance(Duration.ofMillis(29_299));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofMillis(30_000));
        assertThat(payloads(inbox.take())).containsExactly("2");
        fixture.advance(Duration.ofMillis(1));
        assertThat(payloads(inbox.take())).containsExactly("1");
    }

    @Test
    void shouldBackOffByTheNumberOfDeliveries() {
        fixture.publishMany(1);
        fixture.create(
                c -> c.backoffNanos(List.of(1_000_000_000L, 3_000_000_000L)).ackWaitNanos(1_000_000_000L));
        Inbox inbox = fixture.next("10");
        assertThat(inbox.take()).hasSize(1);

        fixture.advance(Duration.ofSeconds(1));
        assertThat(inbox.take()).hasSize(1);
        fixture.advance(Duration.ofMillis(2999));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofMillis(1));
        assertThat(inbox.take()).hasSize(1);
        fixture.advance(Duration.ofSeconds(3));
        assertThat(numbers(inbox.take().get(0)).get(0)).isEqualTo(4);
    }

    @Test
    void shouldGiveUpAfterMaxDeliverAndTakeALateAck() {
        Inbox advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>");
        fixture.publishMany(1);
        fixture.create(c -> c.maxDeliver(2));
        Inbox inbox = fixture.next("10");
        fixture.advance(Duration.ofSeconds(30));
        assertThat(inbox.all()).hasSize(2);

        fixture.advance(Duration.ofSeconds(30));
        fixture.advance(Duration.ofSeconds(60));

        assertThat(inbox.all()).hasSize(2);
        assertThat(advisories.all()).hasSize(1);
        assertThat(advisories.all().get(0).subject()).isEqualTo("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.C");
        assertThat(advisories.all().get(0).payload())
                .startsWith("{\"type\":\"io.nats.jetstream.advisory.v1.max_deliver\",\"id\":\"")
                .endsWith("\"stream\":\"S\",\"consumer\":\"C\",\"stream_seq\":1,\"deliveries\":2}");
        assertThat(floor()).isEqualTo("2/1 of 2/1, pending 0");
        assertThat(fixture.lane.ask(() -> fixture.consumer().needs(1))).isTrue();
        assertThat(fixture.ackWithReply(String.valueOf(inbox.all().get(1).reply()), "")
                        .all())
                .hasSize(1);
        assertThat(fixture.lane.ask(() -> fixture.consumer().needs(1))).isFalse();
    }

    @Test
    void shouldGiveUpAtOnceWhenNakedAtMaxDeliver() {
        Inbox advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.>");
        fixture.publishMany(1);
        fixture.create(c -> c.maxDeliver(1));
        List<Received> got = fixture.next("1").all();

        fixture.ack(got.get(0), "-NAK");

        assertThat(advisories.all().stream().map(Received::subject))
                .containsExactly(
                        "$JS.EVENT.ADVISORY.CONSUMER.CREATED.S.C",
                        "$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED.S.C",
                        "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.S.C");
        assertThat(advisories.all().get(1).payload()).contains("\"consumer_seq\":1,\"stream_seq\":1,\"deliveries\":1");
    }

    @Test
    void shouldTellOfTerminatedMessagesWithTheReasonEachTime() {
        Inbox advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.S.C");
        List<Received> got = deliver(1);

        fixture.ack(got.get(0), "+TERM  no use ");
        fixture.ack(got.get(0), "+TERM");

        assertThat(advisories.all()).hasSize(2);
        assertThat(advisories.all().get(0).payload()).contains("\"deliveries\":1,\"reason\":\"no use\"");
        assertThat(advisories.all().get(1).payload()).doesNotContain("reason");
        assertThat(floor()).isEqualTo("1/1 of 1/1, pending 0");
    }

    @Test
    void shouldTerminateMessagesThatLeaveTheStream() {
        Inbox advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.S.C");
        deliver(2);

        fixture.lane.run(() -> fixture.stream().store().remove(1, false));

        assertThat(advisories.all()).hasSize(1);
        assertThat(advisories.all().get(0).payload()).contains("\"reason\":\"Unacknowledged message was deleted\"");
        assertThat(floor()).isEqualTo("1/1 of 2/2, pending 1");
    }

    @Test
    void shouldAcknowledgeAndPullWithNext() {
        List<Received> got = deliver(1);
        fixture.publish("s.a", "2");
        fixture.publish("s.a", "3");

        Inbox more = fixture.ackWithReply(String.valueOf(got.get(0).reply()), "+NXT 2");
        assertThat(payloads(more.all())).containsExactly("2", "3");
        Inbox json = fixture.ackWithReply(String.valueOf(more.all().get(0).reply()), "+NXT {\"no_wait\":true}");
        assertThat(json.all().get(0).status()).isEqualTo("404 No Messages");
        assertThat(floor()).isEqualTo("2/2 of 3/3, pending 1");
    }

    @Test
    void shouldTakeAcksOfTheSecondForm() {
        deliver(2);
        fixture.lane.run(() -> fixture.lane
                .host()
                .subscribe(
                        "$JS.ACK.*.*.S.C.>", null, message -> fixture.consumer().receiveAck(message)));

        assertThat(fixture.ackWithReply("$JS.ACK._.abcdefgh.S.C.1.2.2.123.0.more", "")
                        .all())
                .hasSize(1);
        assertThat(floor()).isEqualTo("0/0 of 2/2, pending 1");
    }

    @Test
    void shouldRemoveFromAWorkQueueWhatIsAcknowledged() {
        fixture.close();
        fixture = new ConsumerFixture(RetentionPolicy.WORK_QUEUE, s -> s);
        List<Received> got = deliver(3);

        fixture.ack(got.get(1), "");
        fixture.ack(got.get(0), "+TERM");

        assertThat(fixture.lane.ask(() -> fixture.stream().store().messages())).isEqualTo(1);
        assertThat(floor()).isEqualTo("2/2 of 3/3, pending 1");
    }

    @Test
    void shouldSampleAcknowledgements() {
        Inbox metrics = fixture.lane.subscribe("$JS.EVENT.METRIC.CONSUMER.ACK.S.C");
        fixture.publishMany(1);
        fixture.create(c -> c.sampleFrequency("100%"));
        List<Received> got = fixture.next("1").all();
        fixture.advance(Duration.ofMillis(5));

        fixture.ack(got.get(0), "");

        assertThat(metrics.all()).hasSize(1);
        assertThat(metrics.all().get(0).payload())
                .startsWith("{\"type\":\"io.nats.jetstream.metric.v1.consumer_ack\"")
                .endsWith("\"consumer_seq\":1,\"stream_seq\":1,\"ack_time\":5000000,\"deliveries\":1}");
    }

    @Test
    void shouldGoOnAfterARestartWithWhatWasPending() {
        List<Received> got = deliver(4);
        fixture.ack(got.get(1), "");
        fixture.ack(got.get(3), "-NAK 60s");
        fixture.advance(Duration.ofSeconds(20));

        fixture.restart();

        assertThat(floor()).isEqualTo("0/0 of 4/4, pending 3");
        Inbox inbox = fixture.next("10");
        assertThat(inbox.all()).isEmpty();
        fixture.advance(Duration.ofSeconds(10));
        assertThat(payloads(inbox.take())).containsExactly("1", "3");
        fixture.advance(Duration.ofSeconds(29));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofSeconds(1));
        assertThat(payloads(inbox.take())).containsExactly("1", "3", "4");
    }
}
