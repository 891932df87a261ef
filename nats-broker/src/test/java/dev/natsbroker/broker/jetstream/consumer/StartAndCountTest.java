package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.DeliverPolicy;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartAndCountTest {
    private final ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private ConsumerInfo info() {
        return fixture.lane.ask(() -> fixture.consumer().info(fixture.consumer().config()));
    }

    private List<String> all() {
        return payloads(fixture.next("{\"batch\":100,\"expires\":1000000000}").all());
    }

    @Test
    void shouldBeginWhereTheDeliverPolicySays() {
        fixture.publishMany(2);
        fixture.advance(Duration.ofSeconds(10));
        fixture.publish("s.b", "3");
        fixture.publish("s.a", "4");
        fixture.publish("s.a", "5");

        fixture.create("all", c -> c);
        assertThat(payloads(fixture.next("all", "9").all())).containsExactly("1", "2", "3", "4", "5");
        fixture.create("last", c -> c.deliverPolicy(DeliverPolicy.LAST));
        assertThat(info().delivered().streamSeq()).isEqualTo(4);
        assertThat(payloads(fixture.next("last", "9").all())).containsExactly("5");
        fixture.create("lastb", c -> c.deliverPolicy(DeliverPolicy.LAST).filterSubjects(List.of("s.b", "s.c")));
        assertThat(payloads(fixture.next("lastb", "9").all())).containsExactly("3");
        fixture.create("new", c -> c.deliverPolicy(DeliverPolicy.NEW));
        assertThat(info().delivered().streamSeq()).isEqualTo(5);
        assertThat(info().numPending()).isZero();
        fixture.create(
                "seq", c -> c.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(4));
        assertThat(payloads(fixture.next("seq", "9").all())).containsExactly("4", "5");
        fixture.create(
                "time",
                c -> c.deliverPolicy(DeliverPolicy.BY_START_TIME)
                        .optStartTime(fixture.lane.clock().now().minusSeconds(5)));
        assertThat(payloads(fixture.next("time", "9").all())).containsExactly("3", "4", "5");
        fixture.create(
                "future",
                c -> c.deliverPolicy(DeliverPolicy.BY_START_TIME)
                        .optStartTime(fixture.lane.clock().now().plusSeconds(50)));
        assertThat(info().delivered().streamSeq()).isEqualTo(5);
        fixture.create(
                "beyond", c -> c.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(7));
        fixture.publish("s.a", "6");
        fixture.publish("s.a", "7");
        assertThat(payloads(fixture.next("beyond", "9").all())).containsExactly("7");
    }

    @Test
    void shouldDeliverTheLastOfEachSubjectAndThenWhatComes() {
        fixture.publish("s.a", "a1");
        fixture.publish("s.b", "b1");
        fixture.publish("s.a", "a2");
        fixture.publish("s.c", "c1");
        fixture.create(c -> c.deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT).filterSubject(">"));
        assertThat(info().numPending()).isEqualTo(3);
        assertThat(info().delivered().streamSeq()).isEqualTo(1);
        fixture.publish("s.a", "a3");
        assertThat(info().numPending()).isEqualTo(4);

        assertThat(payloads(fixture.next("1").all())).containsExactly("b1");
        fixture.restart();
        assertThat(info().numPending()).isEqualTo(3);
        assertThat(all()).containsExactly("a2", "c1", "a3");
    }

    @Test
    void shouldForgetListedMessagesThatLeave() {
        fixture.publish("s.a", "a1");
        fixture.publish("s.b", "b1");
        fixture.publish("s.c", "c1");
        fixture.create(c -> c.deliverPolicy(DeliverPolicy.LAST_PER_SUBJECT).filterSubject("s.*"));
        fixture.lane.run(() -> fixture.stream().store().remove(2, false));

        assertThat(info().numPending()).isEqualTo(2);
        assertThat(all()).containsExactly("a1", "c1");
    }

    @Test
    void shouldKeepTheCountExactThroughEverything() {
        long seed = 20_261_125;
        Random random = new Random(seed);
        System.out.println("StartAndCountTest seed " + seed);
        for (int i = 0; i < 20; i++) {
            fixture.publish("s." + random.nextInt(4), "x");
        }
        fixture.create("one", c -> c.filterSubject("s.1").maxAckPending(0));
        Consumer one = fixture.consumer();
        fixture.create("two", c -> c.filterSubjects(List.of("s.2", "s.3")).maxAckPending(0));
        Consumer two = fixture.consumer();
        fixture.create("all", c -> c.maxAckPending(0));
        Consumer all = fixture.consumer();
        for (int step = 0; step < 300; step++) {
            int kind = random.nextInt(10);
            if (kind < 5) {
                fixture.publish("s." + random.nextInt(4), "x");
            } else if (kind < 8) {
                fixture.next(List.of("one", "two", "all").get(random.nextInt(3)), "{\"batch\":2,\"no_wait\":true}");
            } else if (kind < 9) {
                long last = fixture.stream().store().lastSequence();
                fixture.lane.run(() -> fixture.stream().store().remove(1 + random.nextInt((int) last), false));
            } else if (random.nextInt(6) == 0) {
                long below = fixture.stream().store().firstSequence() + random.nextInt(8);
                byte[] filter = random.nextBoolean() ? new byte[] {'>'} : Ascii.of("s." + random.nextInt(4));
                fixture.lane.run(() -> fixture.stream().store().purge(filter, below, 0));
            }
            int at = step;
            for (Consumer consumer : List.of(one, two, all)) {
                fixture.lane.run(() -> assertThat(
                                consumer.info(consumer.config()).numPending())
                        .as("seed %d step %d %s", seed, at, consumer.name())
                        .isEqualTo(fixture.stream()
                                .store()
                                .countMatching(
                                        dev.natsbroker.broker.jetstream.store.SubjectFilter.of(
                                                consumer.config().filters()),
                                        consumer.state().deliveredStream() + 1)));
            }
        }
    }

    @Test
    void shouldSkipWhatIsPurged() {
        fixture.publishMany(5);
        fixture.create(c -> c);
        fixture.next("2");

        fixture.lane.run(() -> fixture.stream().store().purge(new byte[] {'>'}, 6, 0));

        ConsumerInfo info = info();
        assertThat(info.numPending()).isZero();
        assertThat(info.numAckPending()).isZero();
        assertThat(info.delivered().streamSeq()).isEqualTo(5);
        assertThat(info.ackFloor().consumerSeq()).isEqualTo(2);
        assertThat(info.ackFloor().streamSeq()).isEqualTo(5);
        fixture.publish("s.a", "6");
        assertThat(all()).containsExactly("6");
    }

    @Test
    void shouldResetToTheFloorOrWhereThePolicyAllows() {
        fixture.publishMany(5);
        fixture.create(c -> c);
        var got = fixture.next("3").all();
        fixture.ack(got.get(0), "");

        assertThat(fixture.lane.ask(() -> fixture.consumer().reset(0))).isEqualTo(2);
        assertThat(info().delivered().consumerSeq()).isZero();
        assertThat(info().delivered().streamSeq()).isEqualTo(1);
        assertThat(info().numPending()).isEqualTo(4);
        assertThat(all()).containsExactly("2", "3", "4", "5");
        assertThat(fixture.lane.ask(() -> fixture.consumer().reset(9))).isEqualTo(9);
        assertThat(info().delivered().streamSeq()).isEqualTo(8);

        fixture.create(
                "D", c -> c.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(3));
        assertThatThrownBy(() -> fixture.lane.ask(() -> fixture.consumer().reset(2)))
                .hasRootCauseInstanceOf(JetStreamException.class)
                .hasMessageContaining("invalid reset: below start seq");
        fixture.create("E", c -> c.deliverPolicy(DeliverPolicy.NEW));
        assertThatThrownBy(() -> fixture.lane.ask(() -> fixture.consumer().reset(2)))
                .hasMessageContaining("invalid reset: not allowed");
    }

    @Test
    void shouldApplyUpdatesToWhatFollows() {
        fixture.publish("s.a", "a");
        fixture.publish("s.b", "b");
        fixture.publish("s.a", "c");
        fixture.create(c -> c.filterSubject("s.a").maxAckPending(1));
        assertThat(info().numPending()).isEqualTo(2);
        assertThat(payloads(fixture.next("1").all())).containsExactly("a");

        fixture.lane.run(() -> {
            ConsumerConfig config = fixture.consumer().config();
            fixture.consumer()
                    .update(config.toBuilder()
                            .filterSubject("")
                            .filterSubjects(List.of("s.a", "s.b"))
                            .maxAckPending(10)
                            .ackWaitNanos(1_000_000_000L)
                            .build());
        });

        assertThat(info().numPending()).isEqualTo(2);
        assertThat(all()).containsExactly("b", "c");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(all()).containsExactly("a", "b", "c");
    }

    @Test
    void shouldPauseAndGoOn() {
        var advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.PAUSE.S.C");
        fixture.create(c -> c);
        var inbox = fixture.next("{\"batch\":5,\"expires\":60000000000,\"idle_heartbeat\":10000000000}");
        fixture.lane.run(
                () -> fixture.consumer().pause(fixture.lane.clock().now().plusSeconds(20)));
        fixture.publishMany(1);
        assertThat(inbox.take()).isEmpty();
        assertThat(info().paused()).isTrue();
        assertThat(info().pauseRemainingNanos()).isEqualTo(20_000_000_000L);
        fixture.advance(Duration.ofSeconds(10));
        assertThat(inbox.take().get(0).status()).isEqualTo("100 Idle Heartbeat");

        fixture.advance(Duration.ofSeconds(10));

        assertThat(payloads(inbox.take())).contains("1");
        assertThat(info().paused()).isFalse();
        assertThat(advisories.all()).hasSize(2);
        assertThat(advisories.all().get(0).payload())
                .endsWith(
                        "\"stream\":\"S\",\"consumer\":\"C\",\"paused\":true,\"pause_until\":\"2026-11-25T12:00:20Z\"}");
        assertThat(advisories.all().get(1).payload()).contains("\"paused\":false");
    }

    @Test
    void shouldReportInactivityOfPullConsumers() {
        fixture.publishMany(1);
        fixture.create(c -> c.inactiveThresholdNanos(1_000_000_000L).ackWaitNanos(5_000_000_000L));
        fixture.advance(Duration.ofMillis(900));
        var inbox = fixture.next("1");
        fixture.advance(Duration.ofMillis(4_000));
        assertThat(fixture.inactive).isEmpty();

        fixture.ack(inbox.all().get(0), "");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.inactive).isEmpty();
        fixture.advance(Duration.ofSeconds(1));
        fixture.advance(Duration.ofSeconds(6));

        assertThat(fixture.inactive).isNotEmpty();
    }
}
