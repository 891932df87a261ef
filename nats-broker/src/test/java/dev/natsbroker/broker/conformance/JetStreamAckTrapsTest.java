package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traps of delivered messages and their acknowledgement. */
class JetStreamAckTrapsTest extends JetStreamTraps {
    private void fill(String stream, int count) {
        for (int i = 1; i <= count; i++) {
            js.publish(stream + ".a", "m" + i);
        }
    }

    private static String pair(JsonNode info, String field) {
        JsonNode pair = info.path(field);
        return pair.path("consumer_seq").asInt() + "/" + pair.path("stream_seq").asInt();
    }

    // 10
    @Test
    void shouldAcknowledgeNothingByDefault() {
        // given
        js.stream("K10", "");

        // when
        JsonNode created = js.apiJson("CONSUMER.CREATE.K10.C", "{'stream_name':'K10','config':{'durable_name':'C'}}");

        // then
        assertThat(created.path("config").path("ack_policy").asString()).isEqualTo("none");
        assertThat(created.path("config").has("ack_wait")).isFalse();
        assertThat(created.path("config").has("max_ack_pending")).isFalse();
    }

    // 13
    @Test
    void shouldDeliverUnderTheSubjectOfTheStream() {
        // given
        js.stream("K13", "");
        int delivered = js.listen("deliver.K13");
        js.consumer("K13", "C", "'deliver_subject':'deliver.K13'");

        // when
        js.publish("K13.a", "x");

        // then
        JetStreamWire.Message message = js.next(delivered);
        assertThat(message.subject()).isEqualTo("K13.a");
        assertThat(message.reply()).startsWith("$JS.ACK.K13.C.1.1.1.").endsWith(".0");
    }

    // 43
    @Test
    void shouldBeginOneBeforeTheStart() {
        // given
        js.stream("K43", "");
        fill("K43", 5);

        // when
        JsonNode last = js.consumer("K43", "L", "'deliver_policy':'last'");
        JsonNode all = js.consumer("K43", "A", "");

        // then
        assertThat(pair(last, "delivered")).isEqualTo("0/4");
        assertThat(pair(last, "ack_floor")).isEqualTo("0/4");
        assertThat(pair(all, "delivered")).isEqualTo("0/0");
    }

    // 44
    @Test
    void shouldNotMoveTheFloorOverGapsAndEqualDeliveredWhenNothingIsPending() {
        // given
        js.stream("K44", "");
        fill("K44", 3);
        js.consumer("K44", "C", "");
        JetStreamWire.Message first = js.fetch("K44", "C");
        JetStreamWire.Message second = js.fetch("K44", "C");
        JetStreamWire.Message third = js.fetch("K44", "C");

        // when
        js.ack(first, "");
        js.ack(third, "");
        JsonNode withGap = js.info("K44", "C");
        js.ack(second, "-NAK");
        JetStreamWire.Message again = js.fetch("K44", "C");
        js.ack(again, "");
        JsonNode nothingPending = js.info("K44", "C");

        // then
        assertThat(pair(withGap, "ack_floor")).isEqualTo("1/1");
        assertThat(pair(withGap, "delivered")).isEqualTo("3/3");
        assertThat(again.token(4)).isEqualTo("2");
        assertThat(pair(nothingPending, "ack_floor")).isEqualTo("4/3");
        assertThat(pair(nothingPending, "delivered")).isEqualTo("4/3");
    }

    // 45
    @Test
    void shouldCountAsPendingWhatWasNeverDeliveredWithoutTheMessageItself() {
        // given
        js.stream("K45", "");
        fill("K45", 3);
        js.consumer("K45", "C", "");

        // when
        JetStreamWire.Message first = js.fetch("K45", "C");
        js.ack(first, "-NAK");
        JetStreamWire.Message firstAgain = js.fetch("K45", "C");
        JetStreamWire.Message second = js.fetch("K45", "C");
        JetStreamWire.Message third = js.fetch("K45", "C");

        // then
        assertThat(first.token(8)).isEqualTo("2");
        assertThat(firstAgain.sequence()).isEqualTo("1");
        assertThat(firstAgain.token(8)).isEqualTo("2");
        assertThat(second.token(8)).isEqualTo("1");
        assertThat(third.token(8)).isEqualTo("0");
    }

    // 46
    @Test
    void shouldAnswerUnknownAndRepeatedAcksButNotThoseBeyondDelivered() {
        // given
        js.stream("K46", "");
        fill("K46", 3);
        js.consumer("K46", "C", "");
        JetStreamWire.Message message = js.fetch("K46", "C");

        // when
        js.ack(message, "+ACK foo");
        js.ack(message, "bogus");
        int pendingBefore = js.info("K46", "C").path("num_ack_pending").asInt();
        js.ack(message, "+ACK");
        js.ack(message, "+ACK");
        js.ack(message, "-NAK");
        js.ack(message, "+WPI");
        int beyond = js.request("$JS.ACK.K46.C.1.3.3.1767225600000000000.0", "+ACK");
        int pendingAfter = js.info("K46", "C").path("num_ack_pending").asInt();

        // then
        assertThat(pendingBefore).isEqualTo(1);
        assertThat(pendingAfter).isZero();
        js.expectNothing(beyond, "K46");
        assertThat(pair(js.info("K46", "C"), "ack_floor")).isEqualTo("1/1");
    }

    // 47
    @Test
    void shouldTellOfEachTermination() {
        // given
        js.stream("K47", "");
        fill("K47", 1);
        js.consumer("K47", "C", "");
        int advisories = js.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.K47.C");
        JetStreamWire.Message message = js.fetch("K47", "C");

        // when
        js.ack(message, "+TERM first");
        js.ack(message, "+TERM second");

        // then
        assertThat(js.next(advisories).json().path("reason").asString()).isEqualTo("first");
        assertThat(js.next(advisories).json().path("reason").asString()).isEqualTo("second");
    }

    // 48
    @Test
    void shouldRedeliverAtOnceWhenTheDelayIsUnreadable() {
        // given
        js.stream("K48", "");
        fill("K48", 1);
        js.consumer("K48", "C", "");

        // when
        js.ack(js.fetch("K48", "C"), "-NAK soon");
        JetStreamWire.Message afterText = js.fetch("K48", "C");
        js.ack(afterText, "-NAK {'delay':'x'}");
        JetStreamWire.Message afterJson = js.fetch("K48", "C");

        // then
        assertThat(afterText.token(4)).isEqualTo("2");
        assertThat(afterJson.token(4)).isEqualTo("3");
    }

    // 49
    @Test
    void shouldRedeliverAlthoughTooManyArePendingButDeliverNothingNew() {
        // given
        js.stream("K49", "");
        fill("K49", 3);
        js.consumer("K49", "C", "'max_ack_pending':1");
        JetStreamWire.Message first = js.fetch("K49", "C");

        // when
        int waiting = js.pull("K49", "C", "{'batch':2}");
        js.expectNothing(waiting, "K49");
        js.ack(first, "-NAK");
        JetStreamWire.Message again = js.next(waiting);
        js.expectNothing(waiting, "K49");
        js.ack(again, "");
        JetStreamWire.Message second = js.next(waiting);

        // then
        assertThat(again.sequence()).isEqualTo("1");
        assertThat(second.sequence()).isEqualTo("2");
    }

    // 50
    @Test
    void shouldKeepAMessageOfAQueueWhoseDeliveriesAreExhausted() {
        // given
        js.stream("K50", "'retention':'workqueue'");
        fill("K50", 1);
        js.consumer("K50", "C", "'max_deliver':1");
        int advisories = js.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.K50.C");
        JetStreamWire.Message message = js.fetch("K50", "C");

        // when
        js.pull("K50", "C", "{'batch':1}");
        js.ack(message, "-NAK");
        JsonNode advisory = js.next(advisories).json();
        int pending = js.info("K50", "C").path("num_ack_pending").asInt();
        int stored = js.state("K50").path("messages").asInt();
        js.ack(message, "+ACK");

        // then: and a late acknowledgement removes it
        assertThat(advisory.path("stream_seq").asInt()).isEqualTo(1);
        assertThat(advisory.path("deliveries").asInt()).isEqualTo(1);
        assertThat(pending).isZero();
        assertThat(stored).isEqualTo(1);
        Await.until("removed", () -> js.state("K50").path("messages").asInt() == 0);
    }

    // 51
    @Test
    void shouldLetBackoffReplaceTheAckWaitAndBeAsLongAsMaxDeliver() {
        // given
        js.stream("K51", "");
        fill("K51", 1);
        String tooShort = "{'stream_name':'K51','config':{'durable_name':'D','ack_policy':'explicit','max_deliver':1,"
                + "'backoff':[1000000000,2000000000]}}";

        // when
        JsonNode config = js.consumer(
                        "K51", "C", "'ack_wait':60000000000,'max_deliver':2,'backoff':[1000000000,2000000000]")
                .path("config");
        String refused = js.api("CONSUMER.CREATE.K51.D", tooShort);
        js.fetch("K51", "C");
        int waiting = js.pull("K51", "C", "{'batch':1}");
        js.expectNothing(waiting, "K51");
        server.advance(Duration.ofMillis(1500));
        JetStreamWire.Message again = js.next(waiting);

        // then
        assertThat(config.path("ack_wait").asLong()).isEqualTo(1_000_000_000L);
        assertThat(refused).contains("\"err_code\":10116");
        assertThat(again.token(4)).isEqualTo("2");
    }

    // 52
    @Test
    void shouldTerminatePendingMessagesThatAreDeleted() {
        // given
        js.stream("K52", "");
        fill("K52", 2);
        js.consumer("K52", "C", "");
        int advisories = js.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.K52.C");
        js.fetch("K52", "C");

        // when
        js.api("STREAM.MSG.DELETE.K52", "{'seq':1}");

        // then
        JsonNode advisory = js.next(advisories).json();
        assertThat(advisory.path("stream_seq").asInt()).isEqualTo(1);
        assertThat(advisory.path("reason").asString()).isEqualTo("Unacknowledged message was deleted");
        assertThat(js.info("K52", "C").path("num_ack_pending").asInt()).isZero();
    }
}
