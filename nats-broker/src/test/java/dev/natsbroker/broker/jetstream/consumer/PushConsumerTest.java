package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.numbers;
import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ReplayPolicy;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import dev.natsbroker.broker.message.Subscription;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushConsumerTest {
    private final ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private boolean isBound() {
        return fixture.lane.ask(
                () -> fixture.consumer().info(fixture.consumer().config()).pushBound());
    }

    @Test
    void shouldDeliverUnderTheStoredSubject() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d"));

        fixture.publishMany(2);

        assertThat(inbox.all().stream().map(Received::subject)).containsExactly("s.a", "s.a");
        assertThat(numbers(inbox.all().get(1))).containsExactly(1L, 2L, 2L, 0L);
        assertThat(isBound()).isTrue();
    }

    @Test
    void shouldBeginWhenSomebodySubscribesAndPauseWhenNobodyDoes() {
        fixture.create(c -> c.deliverSubject("d"));
        fixture.publishMany(1);
        assertThat(isBound()).isFalse();
        Inbox inbox = new Inbox();
        Subscription subscription = fixture.lane.subscribe("d", null, inbox);
        fixture.lane.drain();
        assertThat(payloads(inbox.take())).containsExactly("1");

        fixture.lane.unsubscribe(subscription);
        fixture.lane.drain();
        assertThat(isBound()).isFalse();
        fixture.publish("s.a", "2");
        fixture.lane.subscribe("*", null, inbox);
        fixture.lane.drain();

        assertThat(payloads(inbox.all())).containsExactly("2");
        assertThat(numbers(inbox.all().get(0))).containsExactly(1L, 2L, 2L, 0L);
    }

    @Test
    void shouldDeliverOnlyWithAMemberOfTheGroupButCopyToPlainSubscribers() {
        Inbox plain = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d").deliverGroup("g"));
        fixture.publishMany(1);
        assertThat(plain.all()).isEmpty();

        Inbox member = new Inbox();
        fixture.lane.subscribe("d", "g", member);
        fixture.advance(Duration.ofMillis(64));

        assertThat(payloads(member.all())).containsExactly("1");
        assertThat(payloads(plain.all())).containsExactly("1");
    }

    @Test
    void shouldSendHeartbeatsWhileNothingIsDelivered() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d").idleHeartbeatNanos(1_000_000_000L));
        fixture.publishMany(2);
        inbox.take();
        fixture.advance(Duration.ofMillis(600));
        fixture.publish("s.a", "3");
        inbox.take();

        fixture.advance(Duration.ofMillis(400));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofMillis(600));

        assertThat(inbox.all()).hasSize(1);
        assertThat(inbox.all().get(0).headers())
                .isEqualTo("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 3\r\nNats-Last-Stream: 3\r\n\r\n");
    }

    @Test
    void shouldStopAtAFullFlowControlWindowUntilTheClientAnswers() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d")
                .ackPolicy(AckPolicy.NONE)
                .maxAckPending(0)
                .flowControl(true)
                .idleHeartbeatNanos(5_000_000_000L));
        String payload = "x".repeat(512 << 10);
        for (int i = 0; i < 8; i++) {
            fixture.publish("s.a", payload);
        }

        List<Received> first = inbox.take();
        List<Received> requests =
                first.stream().filter(m -> m.status().startsWith("100")).toList();
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).headers()).isEqualTo("NATS/1.0 100 FlowControl Request\r\n\r\n");
        assertThat(requests.get(0).reply()).matches("\\$JS\\.FC\\.S\\.C\\.[0-9A-Za-z]{4}");
        assertThat(first.stream().filter(m -> m.status().isEmpty())).hasSize(4);

        fixture.advance(Duration.ofSeconds(5));
        String reply = String.valueOf(requests.get(0).reply());
        assertThat(inbox.take().get(0).headers()).endsWith("Nats-Consumer-Stalled: " + reply + "\r\n\r\n");
        fixture.lane.publish("$JS.FC.S.C.nope", null, "", "");
        assertThat(inbox.take()).isEmpty();
        fixture.lane.publish(reply, null, "", "");

        assertThat(inbox.take().stream().filter(m -> m.status().isEmpty())).hasSize(4);
    }

    @Test
    void shouldAcknowledgeByFlowControlReplies() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d")
                .ackPolicy(AckPolicy.FLOW_CONTROL)
                .ackWaitNanos(0)
                .maxAckPending(2)
                .flowControl(true)
                .idleHeartbeatNanos(1_000_000_000L));
        fixture.publishMany(3);
        List<Received> first = inbox.take();
        assertThat(payloads(first)).containsExactly("1", "2", "");

        fixture.lane.publish(
                String.valueOf(first.get(2).reply()),
                null,
                "NATS/1.0\r\nNats-Last-Consumer: 2\r\nNats-Last-Stream: 2\r\n\r\n",
                "");

        assertThat(payloads(inbox.take())).contains("3");
        assertThat(fixture.consumer().state().floorStream()).isEqualTo(2);
    }

    @Test
    void shouldLeaveOutPayloadsAndTellTheirSize() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d").headersOnly(true));

        fixture.publish("s.a", "12345");
        fixture.lane.publish("s.a", null, "NATS/1.0\r\nA: b\r\n\r\n", "123");

        assertThat(inbox.all().get(0).headers()).isEqualTo("NATS/1.0\r\nNats-Msg-Size: 5\r\n\r\n");
        assertThat(inbox.all().get(0).payload()).isEmpty();
        assertThat(inbox.all().get(1).headers()).isEqualTo("NATS/1.0\r\nA: b\r\nNats-Msg-Size: 3\r\n\r\n");
    }

    @Test
    void shouldReplayWithTheGapsBetweenTheMessages() {
        fixture.publish("s.a", "1");
        fixture.advance(Duration.ofSeconds(3));
        fixture.publish("s.a", "2");
        fixture.publish("s.a", "3");
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d").replayPolicy(ReplayPolicy.ORIGINAL));
        assertThat(payloads(inbox.take())).containsExactly("1");

        fixture.advance(Duration.ofMillis(2999));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofMillis(1));

        assertThat(payloads(inbox.take())).containsExactly("2", "3");
        fixture.publish("s.a", "4");
        assertThat(payloads(inbox.take())).containsExactly("4");
    }

    @Test
    void shouldRespectTheRateLimit() {
        fixture.lane.run(() -> {});
        Inbox inbox = fixture.lane.subscribe("d");
        String payload = "x".repeat(600 << 10);
        fixture.create(c -> c.deliverSubject("d").rateLimitBps(8L * (600 << 10)));
        for (int i = 0; i < 3; i++) {
            fixture.publish("s.a", payload);
        }
        assertThat(inbox.take()).hasSize(1);

        fixture.advance(Duration.ofMillis(200));
        assertThat(inbox.take()).isEmpty();
        fixture.advance(Duration.ofMillis(200));
        assertThat(inbox.take()).hasSize(1);
        fixture.advance(Duration.ofMillis(1001));
        assertThat(inbox.take()).hasSize(1);
    }

    @Test
    void shouldReportInactivityOnceNobodyListens() {
        Inbox inbox = new Inbox();
        Subscription subscription = fixture.lane.subscribe("d", null, inbox);
        fixture.create(c -> c.deliverSubject("d").inactiveThresholdNanos(1_000_000_000L));
        fixture.advance(Duration.ofSeconds(5));
        assertThat(fixture.inactive).isEmpty();
        fixture.lane.unsubscribe(subscription);
        fixture.advance(Duration.ofMillis(64));

        fixture.advance(Duration.ofMillis(900));
        assertThat(fixture.inactive).isEmpty();
        fixture.advance(Duration.ofMillis(164));

        assertThat(fixture.inactive).containsExactly(fixture.consumer());
    }

    @Test
    void shouldRedeliverToAnotherDeliverSubject() {
        Inbox first = fixture.lane.subscribe("d");
        Inbox second = fixture.lane.subscribe("e");
        fixture.create(c -> c.deliverSubject("d"));
        fixture.publishMany(2);
        assertThat(payloads(first.take())).containsExactly("1", "2");

        fixture.lane.run(() -> fixture.consumer()
                .update(fixture.consumer().config().toBuilder()
                        .deliverSubject("e")
                        .build()));

        assertThat(payloads(second.all())).containsExactly("1", "2");
        assertThat(first.all()).isEmpty();
        assertThat(fixture.lane.ask(() -> {
                    fixture.lane.host();
                    return fixture.consumer().state().pending().pendingCount();
                }))
                .isEqualTo(2);
    }

    @Test
    void shouldRefusePullRequests() {
        fixture.create(c -> c.deliverSubject("d"));

        assertThat(fixture.next("1").all().get(0).status()).isEqualTo("409 Consumer is push based");
    }

    @Test
    void shouldPauseWhileReceiversAreSlow() {
        Inbox inbox = fixture.lane.subscribe("d");
        fixture.create(c -> c.deliverSubject("d"));
        fixture.lane.stallNanos(5_000_000);
        fixture.publishMany(1);
        fixture.publishMany(1);
        assertThat(inbox.take()).hasSize(1);

        fixture.advance(Duration.ofMillis(5));

        assertThat(inbox.take()).hasSize(1);
    }
}
