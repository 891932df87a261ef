package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traps of pulling: which request gets what, and how it ends. */
class JetStreamPullTrapsTest extends JetStreamTraps {
    private void fill(String stream, int count) {
        for (int i = 1; i <= count; i++) {
            js.publish(stream + ".a", "m" + i);
        }
    }

    // 53
    @Test
    void shouldEndWithoutWaitingAlsoBehindMessagesAndWaitFirstWhenThereIsATime() {
        // given
        js.stream("L53", "");
        fill("L53", 2);
        js.consumer("L53", "C", "");

        // when
        int atOnce = js.pull("L53", "C", "{'batch':5,'no_wait':true}");
        JetStreamWire.Message first = js.next(atOnce);
        JetStreamWire.Message second = js.next(atOnce);
        JetStreamWire.Message end = js.next(atOnce);
        int patient = js.pull("L53", "C", "{'batch':5,'no_wait':true,'expires':60000000000}");
        js.expectNothing(patient, "L53");
        fill("L53", 1);
        JetStreamWire.Message third = js.next(patient);
        JetStreamWire.Message drained = js.next(patient);

        // then
        assertThat(first.sequence()).isEqualTo("1");
        assertThat(second.sequence()).isEqualTo("2");
        assertThat(end.status()).isEqualTo("404 No Messages");
        assertThat(third.sequence()).isEqualTo("3");
        assertThat(drained.status()).isEqualTo("404 No Messages");
    }

    // 53
    @Test
    void shouldEndByTimeWhenNothingComesToAPatientPullWithoutWaiting() {
        // given
        js.stream("N53", "");
        js.consumer("N53", "C", "");

        // when
        int patient = js.pull("N53", "C", "{'batch':5,'no_wait':true,'expires':1000000000}");
        js.expectNothing(patient, "N53");
        server.advance(Duration.ofSeconds(2));

        // then
        JetStreamWire.Message end = js.next(patient);
        assertThat(end.status()).isEqualTo("408 Request Timeout");
        assertThat(end.headers()).contains("Nats-Pending-Messages: 5\r\n").contains("Nats-Pending-Bytes: 0\r\n");
    }

    // 54
    @Test
    void shouldNotAnswerAPullWithoutWaitingWhileTooManyArePending() {
        // given
        js.stream("L54", "");
        fill("L54", 2);
        js.consumer("L54", "C", "'max_ack_pending':1");
        js.fetch("L54", "C");

        // when
        int stalled = js.pull("L54", "C", "{'batch':1,'no_wait':true}");

        // then
        js.expectNothing(stalled, "L54");
        js.info("L54", "C");
        js.expectNothing(stalled);
    }

    // 55
    @Test
    void shouldDeliverOneWhenTheBodyNamesNoNumber() {
        // given
        js.stream("L55", "");
        fill("L55", 6);
        js.consumer("L55", "C", "");

        // when
        int json = js.pull("L55", "C", "{'expires':60000000000}");
        int text = js.pull("L55", "C", "junk");
        int empty = js.pull("L55", "C", "");
        int two = js.pull("L55", "C", "2");

        // then
        assertThat(js.next(json).sequence()).isEqualTo("1");
        assertThat(js.next(text).sequence()).isEqualTo("2");
        assertThat(js.next(empty).sequence()).isEqualTo("3");
        assertThat(js.next(two).sequence()).isEqualTo("4");
        assertThat(js.next(two).sequence()).isEqualTo("5");
        js.expectNothing(json, "L55");
        js.expectNothing(text);
        js.expectNothing(empty);
        js.expectNothing(two);
    }

    // 56
    @Test
    void shouldKeepAPullWithoutTimeUntilNobodyListensForIt() {
        // given
        js.stream("L56", "");
        js.consumer("L56", "C", "");
        int gone = js.pull("L56", "C", "{'batch':1}");
        int waiting = js.pull("L56", "C", "{'batch':1}");
        js.expectNothing(gone, "L56");
        int before = js.info("L56", "C").path("num_waiting").asInt();
        if (server.hasManualClock()) {
            server.advance(Duration.ofHours(1));
        }

        // when
        js.unlisten(gone);
        fill("L56", 1);

        // then
        assertThat(before).isEqualTo(2);
        assertThat(js.next(waiting).payload()).isEqualTo("m1");
        js.expectNothing(gone, "L56");
        assertThat(js.info("L56", "C").path("num_waiting").asInt()).isZero();
    }

    // 57
    @Test
    void shouldRefuseOneTooManyButNotTellItToThoseWithHeartbeat() {
        // given
        js.stream("L57", "");
        js.consumer("L57", "C", "'max_waiting':1");
        js.pull("L57", "C", "{'batch':1,'expires':60000000000}");

        // when
        int beating = js.pull("L57", "C", "{'batch':1,'expires':60000000000,'idle_heartbeat':20000000000}");
        int plain = js.pull("L57", "C", "{'batch':1,'expires':60000000000}");

        // then
        assertThat(js.next(plain).status()).isEqualTo("409 Exceeded MaxWaiting");
        js.expectNothing(beating, "L57");
        assertThat(js.info("L57", "C").path("num_waiting").asInt()).isEqualTo(1);
    }

    // 58
    @Test
    void shouldTellThatABatchIsCompleteOnlyWhenBytesAreLeft() {
        // given
        js.stream("L58", "");
        fill("L58", 2);
        js.consumer("L58", "C", "");

        // when
        int plain = js.pull("L58", "C", "{'batch':1,'expires':60000000000}");
        int limited = js.pull("L58", "C", "{'batch':1,'expires':60000000000,'max_bytes':10000}");

        // then
        assertThat(js.next(plain).payload()).isEqualTo("m1");
        assertThat(js.next(limited).payload()).isEqualTo("m2");
        JetStreamWire.Message end = js.next(limited);
        assertThat(end.status()).isEqualTo("409 Batch Completed");
        assertThat(end.headers()).contains("Nats-Pending-Messages: 0\r\n");
        js.expectNothing(plain, "L58");
    }

    // 59
    @Test
    void shouldHaveTwoTextsForAWrongPin() {
        // given
        js.stream("L59", "");
        js.consumer("L59", "C", "'priority_groups':['g'],'priority_policy':'pinned_client'");
        int pinned = js.pull("L59", "C", "{'batch':1,'expires':60000000000,'group':'g'}");
        fill("L59", 1);
        String pin = pinOf(js.next(pinned));
        int queued = js.pull("L59", "C", "{'batch':1,'expires':60000000000,'group':'g','id':'" + pin + "'}");
        js.expectNothing(queued, "L59");

        // when
        int stale = js.pull("L59", "C", "{'batch':1,'expires':60000000000,'group':'g','id':'stale'}");
        JetStreamWire.Message atOnce = js.next(stale);
        js.api("CONSUMER.UNPIN.L59.C", "{'group':'g'}");
        int fresh = js.pull("L59", "C", "{'batch':2,'expires':60000000000,'group':'g'}");
        fill("L59", 1);
        JetStreamWire.Message delivered = js.next(fresh);
        JetStreamWire.Message later = js.next(queued);

        // then
        assertThat(atOnce.status()).isEqualTo("423 Nats-Pin-Id mismatch");
        assertThat(delivered.payload()).isEqualTo("m1");
        assertThat(pinOf(delivered)).isNotEqualTo(pin);
        assertThat(later.status()).isEqualTo("423 Nats-Wrong-Pin-Id");
    }

    private static String pinOf(JetStreamWire.Message message) {
        assertThat(message.headers()).contains("Nats-Pin-Id: ");
        int at = message.headers().indexOf("Nats-Pin-Id: ") + "Nats-Pin-Id: ".length();
        return message.headers().substring(at, message.headers().indexOf('\r', at));
    }

    // 60
    @Test
    void shouldMissTheGroupInJsonButServeRequestsWithoutJson() {
        // given
        js.stream("L60", "");
        fill("L60", 4);
        js.consumer("L60", "O", "'priority_groups':['g','h'],'priority_policy':'overflow'");
        js.consumer("L60", "P", "'priority_groups':['g'],'priority_policy':'pinned_client'");

        // when
        JetStreamWire.Message json = js.next(js.pull("L60", "O", "{'batch':1}"));
        JetStreamWire.Message wrong = js.next(js.pull("L60", "O", "{'batch':1,'group':'x'}"));
        JetStreamWire.Message empty = js.next(js.pull("L60", "O", ""));
        JetStreamWire.Message number = js.next(js.pull("L60", "O", "1"));
        JetStreamWire.Message unpinned = js.next(js.pull("L60", "P", ""));
        JetStreamWire.Message pinned = js.next(js.pull("L60", "P", "{'batch':1,'group':'g'}"));

        // then
        assertThat(json.status()).isEqualTo("400 Bad Request - Priority Group missing");
        assertThat(wrong.status()).isEqualTo("400 Bad Request - Invalid Priority Group");
        assertThat(empty.payload()).isEqualTo("m1");
        assertThat(number.payload()).isEqualTo("m2");
        assertThat(unpinned.payload()).isEqualTo("m1");
        assertThat(pinOf(unpinned)).isEmpty();
        assertThat(pinned.payload()).isEqualTo("m2");
        assertThat(pinOf(pinned)).isNotEmpty();
    }

    // 61
    @Test
    void shouldServeOverflowWhenEitherThresholdIsReached() {
        // given
        js.stream("L61", "");
        fill("L61", 3);
        js.consumer("L61", "C", "'priority_groups':['g'],'priority_policy':'overflow'");
        String tail = ",'batch':1,'group':'g','expires':60000000000}";
        JetStreamWire.Message first = js.next(js.pull("L61", "C", "{'min_pending':3,'min_ack_pending':9" + tail));

        // when: two are pending now, and one is not acknowledged
        JetStreamWire.Message second = js.next(js.pull("L61", "C", "{'min_pending':9,'min_ack_pending':1" + tail));
        int neither = js.pull("L61", "C", "{'min_pending':9,'min_ack_pending':9" + tail);

        // then
        assertThat(first.payload()).isEqualTo("m1");
        assertThat(second.payload()).isEqualTo("m2");
        js.expectNothing(neither, "L61");
        JsonNode info = js.info("L61", "C");
        assertThat(info.path("num_waiting").asInt()).isEqualTo(1);
        js.expectNothing(neither);
    }
}
