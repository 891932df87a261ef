package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.PriorityPolicy;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityGroupTest {
    private final ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void create(PriorityPolicy policy) {
        fixture.create(c -> c.priorityPolicy(policy)
                .priorityGroups(List.of("A", "B"))
                .priorityTimeoutNanos(policy == PriorityPolicy.PINNED_CLIENT ? 2_000_000_000L : 0));
    }

    private Inbox next(String fields) {
        return fixture.next("{\"expires\":30000000000," + fields + "}");
    }

    private static String pin(Received message) {
        String headers = message.headers();
        int at = headers.indexOf("Nats-Pin-Id: ");
        return at < 0 ? "none" : headers.substring(at + 13, headers.indexOf("\r\n", at));
    }

    @Test
    void shouldDemandAKnownGroupOfJsonRequestsOnly() {
        create(PriorityPolicy.OVERFLOW);
        fixture.publishMany(2);

        assertThat(statuses(next("\"batch\":1").all())).containsExactly("400 Bad Request - Priority Group missing");
        assertThat(statuses(next("\"group\":\"C\"").all())).containsExactly("400 Bad Request - Invalid Priority Group");
        assertThat(payloads(fixture.next("").all())).containsExactly("1");
        assertThat(payloads(fixture.next("1").all())).containsExactly("2");
    }

    @Test
    void shouldServeOverflowRequestsAboveOneOfTheThresholds() {
        create(PriorityPolicy.OVERFLOW);
        Inbox pending = next("\"group\":\"A\",\"batch\":5,\"min_pending\":3");
        Inbox ackPending = next("\"group\":\"A\",\"batch\":5,\"min_ack_pending\":1");
        fixture.publishMany(2);
        assertThat(pending.all()).isEmpty();
        assertThat(ackPending.all()).isEmpty();

        fixture.publish("s.a", "3");
        assertThat(payloads(pending.all())).containsExactly("1");
        assertThat(payloads(ackPending.all())).containsExactly("2", "3");
    }

    @Test
    void shouldServeLowerPriorityNumbersFirst() {
        create(PriorityPolicy.PRIORITIZED);
        Inbox low = next("\"group\":\"A\",\"batch\":2,\"priority\":9");
        Inbox high = next("\"group\":\"A\",\"batch\":2,\"priority\":1");
        Inbox alsoHigh = next("\"group\":\"A\",\"batch\":1,\"priority\":1");

        fixture.publishMany(4);

        assertThat(payloads(high.all())).containsExactly("1", "3");
        assertThat(payloads(alsoHigh.all())).containsExactly("2");
        assertThat(payloads(low.all())).containsExactly("4");
    }

    @Test
    void shouldPinTheFirstClientAndLetOthersWait() {
        Inbox advisories = fixture.lane.subscribe("$JS.EVENT.ADVISORY.CONSUMER.*.S.C");
        create(PriorityPolicy.PINNED_CLIENT);
        Inbox first = next("\"group\":\"A\",\"batch\":1");
        Inbox second = next("\"group\":\"A\",\"batch\":2");
        fixture.publishMany(2);
        assertThat(payloads(first.all())).containsExactly("1");
        String pin = pin(first.all().get(0));
        assertThat(pin).hasSize(22);
        assertThat(second.all()).isEmpty();

        Inbox again = next("\"group\":\"A\",\"batch\":1,\"id\":\"" + pin + "\"");
        assertThat(payloads(again.all())).containsExactly("2");
        assertThat(statuses(next("\"group\":\"A\",\"id\":\"old\"").all())).containsExactly("423 Nats-Pin-Id mismatch");

        fixture.publish("s.a", "3");
        assertThat(second.all()).isEmpty();
        fixture.advance(Duration.ofSeconds(2));

        assertThat(payloads(second.all())).containsExactly("3");
        assertThat(pin(second.all().get(0))).isNotEqualTo(pin);
        assertThat(advisories.all().stream().map(Received::subject))
                .containsExactly(
                        "$JS.EVENT.ADVISORY.CONSUMER.CREATED.S.C",
                        "$JS.EVENT.ADVISORY.CONSUMER.PINNED.S.C",
                        "$JS.EVENT.ADVISORY.CONSUMER.UNPINNED.S.C",
                        "$JS.EVENT.ADVISORY.CONSUMER.PINNED.S.C");
        assertThat(advisories.all().get(1).payload())
                .endsWith("\"account\":\"A\",\"stream\":\"S\",\"consumer\":\"C\",\"group\":\"A\",\"pinned_id\":\"" + pin
                        + "\"}");
        assertThat(advisories.all().get(2).payload()).endsWith("\"group\":\"A\",\"reason\":\"timeout\"}");
    }

    @Test
    void shouldTellQueuedRequestsWithAnOldPin() {
        create(PriorityPolicy.PINNED_CLIENT);
        Inbox first = next("\"group\":\"A\",\"batch\":1");
        fixture.publishMany(1);
        String pin = pin(first.all().get(0));
        Inbox pinned = next("\"group\":\"A\",\"batch\":4,\"id\":\"" + pin + "\"");
        Inbox other = next("\"group\":\"A\",\"batch\":4");
        fixture.lane.run(fixture.consumer()::unpin);

        fixture.publish("s.a", "2");

        assertThat(pinned.all().get(0).headers())
                .isEqualTo(
                        "NATS/1.0 423 Nats-Wrong-Pin-Id\r\nNats-Pending-Messages: 4\r\nNats-Pending-Bytes: 0\r\n\r\n");
        assertThat(payloads(other.all())).containsExactly("2");
        assertThat(fixture.lane
                        .ask(() -> fixture.consumer().info(fixture.consumer().config()))
                        .priorityGroups())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.group()).isEqualTo("A");
                    assertThat(group.pinnedClientId()).isEqualTo(pin(other.all().get(0)));
                });
    }

    @Test
    void shouldServePlainRequestsWithAnEmptyPinWhileNobodyIsPinned() {
        create(PriorityPolicy.PINNED_CLIENT);
        fixture.publishMany(1);

        List<Received> got = fixture.next("").all();

        assertThat(got.get(0).headers()).isEqualTo("NATS/1.0\r\nNats-Pin-Id: \r\n\r\n");
    }
}
