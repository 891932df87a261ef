package dev.natsbroker.broker.jetstream.consumer;

import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.numbers;
import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.payloads;
import static dev.natsbroker.broker.jetstream.consumer.ConsumerFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import dev.natsbroker.broker.message.Subscription;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PullConsumerTest {
    private final ConsumerFixture fixture = new ConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldDeliverUnderTheStoredSubjectWithAnAckSubjectThatCounts() {
        fixture.publishMany(3);
        fixture.create(c -> c);

        List<Received> got = fixture.next("2").all();

        assertThat(payloads(got)).containsExactly("1", "2");
        assertThat(got.get(0).subject()).isEqualTo("s.a");
        assertThat(got.get(0).reply()).startsWith("$JS.ACK.S.C.1.1.1.").endsWith(".2");
        assertThat(numbers(got.get(1))).containsExactly(1L, 2L, 2L, 1L);
    }

    @Test
    void shouldDeliverOneForNoBodyAndForWhatIsNoNumberAndForJsonWithoutBatch() {
        fixture.publishMany(5);
        fixture.create(c -> c);

        assertThat(payloads(fixture.next("").all())).containsExactly("1");
        assertThat(payloads(fixture.next("foo").all())).containsExactly("2");
        assertThat(payloads(fixture.next("{\"expires\":1000000000}").all())).containsExactly("3");
        assertThat(payloads(fixture.next("0").all())).containsExactly("4");
    }

    @Test
    void shouldDeliverWhatIsPublishedWhileARequestWaits() {
        fixture.create(c -> c);
        Inbox inbox = fixture.next("{\"batch\":2,\"expires\":5000000000}");

        fixture.publishMany(3);

        assertThat(payloads(inbox.all())).containsExactly("1", "2");
    }

    @Test
    void shouldTellRequestsWhatIsLeftWhenTheyExpire() {
        fixture.create(c -> c);
        Inbox inbox = fixture.next("{\"batch\":2,\"max_bytes\":1000,\"expires\":5000000000}");
        fixture.publish("s.a", "x");
        Received first = inbox.take().get(0);
        int size = "s.a".length() + String.valueOf(first.reply()).length() + 1;

        fixture.advance(Duration.ofSeconds(5));

        assertThat(inbox.all()).hasSize(1);
        assertThat(inbox.all().get(0).headers())
                .isEqualTo("NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 1\r\nNats-Pending-Bytes: "
                        + (1000 - size) + "\r\n\r\n");
    }

    @Test
    void shouldEndRequestsThatDoNotWait() {
        fixture.create(c -> c);

        assertThat(statuses(fixture.next("{\"no_wait\":true}").all())).containsExactly("404 No Messages");

        fixture.publishMany(1);
        List<Received> got = fixture.next("{\"no_wait\":true,\"batch\":5}").all();
        assertThat(payloads(got)).containsExactly("1", "");
        assertThat(statuses(got)).containsExactly("404 No Messages");
    }

    @Test
    void shouldWaitForTheFirstMessageWithNoWaitAndExpires() {
        fixture.create(c -> c);
        Inbox inbox = fixture.next("{\"no_wait\":true,\"batch\":5,\"expires\":1000000000}");
        assertThat(inbox.all()).isEmpty();

        fixture.publishMany(1);

        assertThat(payloads(inbox.all())).containsExactly("1", "");
        assertThat(statuses(inbox.all())).containsExactly("404 No Messages");

        Inbox nothing = fixture.next("{\"no_wait\":true,\"batch\":5,\"expires\":1000000000}");
        fixture.advance(Duration.ofSeconds(1));
        assertThat(statuses(nothing.all())).containsExactly("408 Request Timeout");
    }

    @Test
    void shouldServeWaitingRequestsInTurn() {
        fixture.create(c -> c);
        Inbox first = fixture.next("{\"batch\":2,\"expires\":5000000000}");
        Inbox second = fixture.next("{\"batch\":2,\"expires\":5000000000}");

        fixture.publishMany(4);

        assertThat(payloads(first.all())).containsExactly("1", "3");
        assertThat(payloads(second.all())).containsExactly("2", "4");
    }

    @Test
    void shouldStopAtMaxAckPendingAndNotAnswerOneShotsThen() {
        fixture.publishMany(5);
        fixture.create(c -> c.maxAckPending(2));
        List<Received> got = fixture.next("5").all();
        assertThat(payloads(got)).containsExactly("1", "2");

        Inbox oneShot = fixture.next("{\"no_wait\":true}");
        assertThat(oneShot.all()).isEmpty();
        fixture.ack(got.get(0), "");

        assertThat(payloads(oneShot.all())).isEmpty();
    }

    @Test
    void shouldRespectMaxBytes() {
        fixture.publish("s.a", "0123456789");
        fixture.publish("s.a", "0123456789".repeat(100));
        fixture.create(c -> c);

        Inbox inbox = fixture.next("{\"batch\":5,\"max_bytes\":500,\"expires\":1000000000}");

        assertThat(inbox.all()).hasSize(2);
        assertThat(inbox.all().get(1).status()).isEqualTo("409 Message Size Exceeds MaxBytes");
        assertThat(inbox.all().get(1).headers()).contains("Nats-Pending-Messages: 4");
    }

    @Test
    void shouldSayBatchCompletedOnlyWithBytesLeft() {
        fixture.publishMany(3);
        fixture.create(c -> c);

        assertThat(statuses(fixture.next("{\"batch\":1,\"max_bytes\":500,\"expires\":1000000000}")
                        .all()))
                .containsExactly("409 Batch Completed");
        assertThat(statuses(fixture.next("{\"batch\":1,\"expires\":1000000000}").all()))
                .isEmpty();
    }

    @Test
    void shouldRefuseWhatTheConfigurationForbids() {
        fixture.create(c -> c.maxRequestBatch(2)
                .maxRequestExpiresNanos(1_000_000_000L)
                .maxRequestMaxBytes(100)
                .maxWaiting(1));

        assertThat(statuses(fixture.next("3").all())).containsExactly("409 Exceeded MaxRequestBatch of 2");
        assertThat(statuses(fixture.next("{\"batch\":1,\"expires\":2000000000}").all()))
                .containsExactly("409 Exceeded MaxRequestExpires of 1s");
        assertThat(statuses(fixture.next("{\"batch\":1,\"max_bytes\":101}").all()))
                .containsExactly("409 Exceeded MaxRequestMaxBytes of 100");
        fixture.next("1");
        assertThat(statuses(fixture.next("1").all())).containsExactly("409 Exceeded MaxWaiting");
        assertThat(fixture.next("{\"expires\":1000000000,\"idle_heartbeat\":500000000}")
                        .all())
                .isEmpty();
    }

    @Test
    void shouldRefuseBadJson() {
        fixture.create(c -> c);

        assertThat(statuses(fixture.next("{\"batch\":\"x\"}").all()))
                .containsExactly(
                        "400 Bad Request - json: cannot unmarshal string into Go struct field" + " .batch of type int");
        assertThat(statuses(
                        fixture.next("{\"expires\":10,\"idle_heartbeat\":6}").all()))
                .containsExactly("400 Bad Request - heartbeat value too large");
        assertThat(statuses(fixture.next("{\"priority\":3,\"group\":\"a\",\"min_pending\":1}")
                        .all()))
                .containsExactly("400 Bad Request - Not a Overflow Priority consumer");
        assertThat(statuses(fixture.next("{\"id\":\"x\"}").all()))
                .containsExactly("400 Bad Request - Not a Pinned Client Priority consumer");
        assertThat(statuses(fixture.next("{\"priority\":10}").all()))
                .containsExactly("400 Bad Request - Priority must be between 0 and 9");
    }

    @Test
    void shouldSendHeartbeatsToWaitingRequests() {
        fixture.create(c -> c);
        Inbox inbox = fixture.next("{\"expires\":30000000000,\"idle_heartbeat\":1000000000}");

        fixture.advance(Duration.ofSeconds(1));
        fixture.advance(Duration.ofSeconds(1));

        assertThat(inbox.all()).hasSize(2);
        assertThat(inbox.all().get(0).headers())
                .isEqualTo("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 0\r\nNats-Last-Stream: 0\r\n\r\n");
    }

    @Test
    void shouldForgetRequestsWhoseClientIsGone() {
        fixture.create(c -> c);
        Inbox gone = new Inbox();
        Subscription subscription = fixture.lane.subscribe("gone", null, gone);
        fixture.lane.publish("$JS.API.CONSUMER.MSG.NEXT.S.C", "gone", "", "1");
        Inbox alive = fixture.next("1");
        fixture.lane.unsubscribe(subscription);

        fixture.publishMany(1);

        assertThat(gone.all()).isEmpty();
        assertThat(payloads(alive.all())).containsExactly("1");
        assertThat(numbers(alive.all().get(0))).containsExactly(1L, 1L, 1L, 0L);
    }

    @Test
    void shouldTellWaitingRequestsThatTheConsumerIsGone() {
        fixture.create(c -> c);
        Inbox deleted = fixture.next("1");
        fixture.lane.run(fixture.consumer()::delete);
        assertThat(deleted.all().get(0).headers()).isEqualTo("NATS/1.0 409 Consumer Deleted\r\n\r\n");
        assertThat(fixture.journal().deleted).isTrue();

        fixture.create("D", c -> c);
        Inbox stopped = fixture.next("D", "3");
        fixture.lane.run(fixture.consumer()::stop);
        assertThat(stopped.all().get(0).headers())
                .isEqualTo("NATS/1.0 409 Server Shutdown\r\nNats-Pending-Messages: 3\r\nNats-Pending-Bytes: 0\r\n\r\n");
    }

    @Test
    void shouldRefuseWhileOthersWaitForMoreThanThereIs() {
        fixture.publishMany(3);
        fixture.create(c -> c.maxAckPending(1));
        fixture.next("1");
        fixture.next("{\"batch\":3,\"expires\":5000000000}");

        assertThat(statuses(fixture.next("{\"no_wait\":true}").all())).containsExactly("408 Requests Pending");
    }

    @Test
    void shouldYieldBetweenRoundsAndStillDeliverAll() {
        fixture.publishMany(2000);
        fixture.create(c -> c.maxAckPending(0));

        Inbox inbox = fixture.next("2000");
        fixture.lane.drain();
        fixture.lane.drain();

        assertThat(inbox.all()).hasSize(2000);
        assertThat(fixture.journal().effects.size()).isBetween(3, 20);
    }
}
