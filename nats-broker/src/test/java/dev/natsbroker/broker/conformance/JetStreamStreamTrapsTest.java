package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traps of streams: retention, copies, updates, deletion, and reading. */
class JetStreamStreamTrapsTest extends JetStreamTraps {
    private long messages(String stream) {
        return js.state(stream).path("messages").asLong();
    }

    // 25
    @Test
    void shouldAcknowledgeAndNotStoreWhatNobodyIsInterestedIn() {
        // given
        js.stream("S25", "'retention':'interest'");

        // when
        String first = js.publish("S25.a", "x");
        String second = js.publish("S25.a", "x");

        // then
        assertThat(first).isEqualTo("{\"stream\":\"S25\",\"seq\":1}");
        assertThat(second).isEqualTo("{\"stream\":\"S25\",\"seq\":2}");
        assertThat(messages("S25")).isZero();
        assertThat(js.state("S25").path("first_seq").asInt()).isEqualTo(3);
    }

    // 26
    @Test
    void shouldCountAnUnboundPushDurableAsInterest() {
        // given
        js.stream("S26", "'retention':'interest'");
        js.consumer("S26", "C", "'deliver_subject':'nobody.listens'");

        // when
        js.publish("S26.a", "x");

        // then
        assertThat(messages("S26")).isEqualTo(1);
        assertThat(js.info("S26", "C").path("push_bound").asBoolean()).isFalse();
    }

    // 27
    @Test
    void shouldKeepWorkWithoutConsumersAndBeyondTheDeletionOfOne() {
        // given
        js.stream("S27", "'retention':'workqueue'");
        js.publish("S27.a", "x");
        js.consumer("S27", "C", "");
        JetStreamWire.Message message = js.fetch("S27", "C");

        // when
        js.api("CONSUMER.DELETE.S27.C", "");

        // then
        assertThat(message.payload()).isEqualTo("x");
        assertThat(messages("S27")).isEqualTo(1);
    }

    // 28
    @Test
    void shouldLetAnUpdateEscapeTheUniquenessOfAWorkQueuesConsumers() {
        // given
        js.stream("S28", "'retention':'workqueue'");
        js.consumer("S28", "A", "'filter_subject':'S28.a'");
        js.consumer("S28", "B", "'filter_subject':'S28.b'");
        String another = "{'stream_name':'S28','config':{'durable_name':'C','ack_policy':'explicit'}}";

        // when
        JsonNode updated = js.consumer("S28", "B", "");
        String created = js.api("CONSUMER.CREATE.S28.C", another);

        // then
        assertThat(updated.path("config").has("filter_subject")).isFalse();
        assertThat(created).contains("\"err_code\":10099");
    }

    // 29
    @Test
    void shouldSourceFromAWorkQueueByAVisibleDurable() {
        // given
        js.stream("S29", "'retention':'workqueue'");

        // when
        js.stream("T29", "'sources':[{'name':'S29'}]");

        // then
        until("the durable is there", () -> js.api("CONSUMER.NAMES.S29", "").contains("\"total\":1"));
        String name =
                js.apiJson("CONSUMER.NAMES.S29", "").path("consumers").path(0).asString();
        assertThat(name).startsWith("JS_SRC_");
        JsonNode info = js.info("S29", name);
        assertThat(info.path("config").path("durable_name").asString()).isEqualTo(name);
        assertThat(info.path("config").path("ack_policy").asString()).isEqualTo("flow_control");
        assertThat(js.state("S29").path("consumer_count").asInt()).isEqualTo(1);
    }

    // 30
    @Test
    void shouldKeepSequencesAndTimesInMirrorsAndNumberAgainInSources() {
        // given
        js.stream("S30", "");
        for (int i = 1; i <= 3; i++) {
            js.publish("S30.a", "x" + i);
        }
        js.api("STREAM.MSG.DELETE.S30", "{'seq':1}");

        // when
        js.api("STREAM.CREATE.M30", "{'name':'M30','storage':'memory','mirror':{'name':'S30'}}");
        js.api("STREAM.CREATE.T30", "{'name':'T30','storage':'memory','sources':[{'name':'S30'}]}");
        until("mirrored", () -> messages("M30") == 2);
        until("sourced", () -> messages("T30") == 2);
        JsonNode origin = js.apiJson("STREAM.MSG.GET.S30", "{'seq':2}").path("message");
        JsonNode mirrored = js.apiJson("STREAM.MSG.GET.M30", "{'seq':2}").path("message");
        JsonNode sourced = js.apiJson("STREAM.MSG.GET.T30", "{'seq':1}").path("message");
        js.api("STREAM.PURGE.S30", "");
        js.publish("S30.a", "after");
        until(
                "also what came after the purge",
                () -> js.state("M30").path("last_seq").asInt() == 4);

        // then
        assertThat(mirrored).isEqualTo(origin);
        assertThat(sourced.path("data")).isEqualTo(origin.path("data"));
        assertThat(messages("S30")).isEqualTo(1);
        assertThat(messages("M30")).isEqualTo(3);
    }

    // 31
    @Test
    void shouldTakeMirrorDirectFromTheOrigin() {
        // given
        js.stream("S31", "'allow_direct':false");
        js.stream("T31", "'allow_direct':true");

        // when
        String off = js.api(
                "STREAM.CREATE.M31", "{'name':'M31','storage':'memory','mirror':{'name':'S31'},'mirror_direct':true}");
        String on = js.api("STREAM.CREATE.N31", "{'name':'N31','storage':'memory','mirror':{'name':'T31'}}");

        // then
        assertThat(off).contains("\"mirror_direct\":false");
        assertThat(on).contains("\"mirror_direct\":true");
    }

    // 32
    @Test
    void shouldEchoAFirstSequenceInAnUpdateAndIgnoreIt() {
        // given
        js.stream("S32", "");

        // when
        String updated =
                js.api("STREAM.UPDATE.S32", "{'name':'S32','subjects':['S32.>'],'storage':'memory','first_seq':100}");
        String stored = js.publish("S32.a", "x");

        // then
        assertThat(updated).contains("\"first_seq\":100");
        assertThat(stored).isEqualTo("{\"stream\":\"S32\",\"seq\":1}");
    }

    // 34
    @Test
    void shouldReplaceTheWholeConfigurationWhenUpdating() {
        // given
        js.stream("S34", "'max_age':60000000000,'description':'d'");
        js.consumer("S34", "C", "'description':'d','ack_wait':5000000000,'max_deliver':4");

        // when
        JsonNode stream = js.apiJson(
                        "STREAM.UPDATE.S34", "{'name':'S34','subjects':['S34.>'],'storage':'memory','max_msgs':5}")
                .path("config");
        JsonNode consumer = js.consumer("S34", "C", "'max_deliver':5").path("config");

        // then
        assertThat(stream.path("max_age").asLong()).isZero();
        assertThat(stream.path("max_msgs").asLong()).isEqualTo(5);
        assertThat(stream.has("description")).isFalse();
        assertThat(consumer.path("ack_wait").asLong()).isEqualTo(30_000_000_000L);
        assertThat(consumer.path("max_deliver").asLong()).isEqualTo(5);
        assertThat(consumer.has("description")).isFalse();
    }

    // 35
    @Test
    void shouldListenOnItsOwnNameWhenSubjectsAreUpdatedToNone() {
        // given
        js.stream("S35", "");

        // when
        String updated = js.api("STREAM.UPDATE.S35", "{'name':'S35','subjects':[],'storage':'memory'}");
        String onName = js.publish("S35", "x");
        JetStreamWire.Message onOldSubject = js.ask("S35.a", "x");

        // then
        assertThat(updated).contains("\"subjects\":[\"S35\"]");
        assertThat(onName).isEqualTo("{\"stream\":\"S35\",\"seq\":1}");
        assertThat(onOldSubject.status()).isEqualTo("503");
    }

    // 36
    @Test
    void shouldChangeOtherSettingsWhenSealing() {
        // given
        js.stream("S36", "'max_age':60000000000,'allow_rollup_hdrs':true");

        // when
        JsonNode config = js.apiJson(
                        "STREAM.UPDATE.S36",
                        "{'name':'S36','subjects':['S36.>'],'storage':'memory','max_age':60000000000,"
                                + "'allow_rollup_hdrs':true,'sealed':true}")
                .path("config");

        // then
        assertThat(config.path("sealed").asBoolean()).isTrue();
        assertThat(config.path("deny_delete").asBoolean()).isTrue();
        assertThat(config.path("deny_purge").asBoolean()).isTrue();
        assertThat(config.path("discard").asString()).isEqualTo("new");
        assertThat(config.path("max_age").asLong()).isZero();
        assertThat(config.path("allow_rollup_hdrs").asBoolean()).isFalse();
    }

    // 38
    @Test
    void shouldLeaveDeleteMarkersForAgeOnly() {
        // given
        js.stream("S38", "'max_age':1000000000,'subject_delete_marker_ttl':60000000000");
        js.publish("S38.purged", "x");
        js.publish("S38.deleted", "x");
        js.publish("S38.aged", "x");

        // when
        js.api("STREAM.PURGE.S38", "{'filter':'S38.purged'}");
        js.api("STREAM.MSG.DELETE.S38", "{'seq':2}");
        server.advance(Duration.ofSeconds(2));

        // then
        Await.until(
                "the marker is there", () -> js.state("S38").path("last_seq").asInt() == 4);
        assertThat(messages("S38")).isEqualTo(1);
        assertThat(js.stored("S38", 4).headers())
                .contains("Nats-Marker-Reason: MaxAge\r\n")
                .contains("Nats-TTL: 1m0s\r\n")
                .contains("Nats-Rollup: sub\r\n")
                .contains("Nats-Subject: S38.aged\r\n");
    }

    // 39
    @Test
    void shouldRaiseShortTimesToLiveToThatOfTheDeleteMarkers() {
        // given
        js.stream("S39", "'subject_delete_marker_ttl':5000000000");

        // when
        js.publish("S39.short", "x", "Nats-TTL: 2s");
        js.publish("S39.long", "x", "Nats-TTL: 9s");

        // then
        assertThat(js.stored("S39", 1).headers()).startsWith("NATS/1.0\r\nNats-TTL: 5\r\n");
        assertThat(js.stored("S39", 2).headers()).startsWith("NATS/1.0\r\nNats-TTL: 9s\r\n");
    }

    // 71
    @Test
    void shouldPurgeBelowTheSequenceAndJumpAheadOfTheLast() {
        // given
        js.stream("S71", "");
        for (int i = 0; i < 5; i++) {
            js.publish("S71.a", "x");
        }

        // when
        String below = js.api("STREAM.PURGE.S71", "{'seq':3}");
        JsonNode kept = js.state("S71");
        js.api("STREAM.PURGE.S71", "{'seq':50}");
        JsonNode ahead = js.state("S71");
        String next = js.publish("S71.a", "x");

        // then
        assertThat(below).contains("\"purged\":2");
        assertThat(kept.path("first_seq").asInt()).isEqualTo(3);
        assertThat(ahead.path("first_seq").asInt()).isEqualTo(50);
        assertThat(ahead.path("last_seq").asInt()).isEqualTo(49);
        assertThat(next).isEqualTo("{\"stream\":\"S71\",\"seq\":50}");
    }

    // found beside 71
    @Test
    void shouldMoveConsumersWithAPurgeThatJumpsAhead() {
        // given
        js.stream("T71", "");
        js.publish("T71.a", "x");
        js.consumer("T71", "C", "");
        js.fetch("T71", "C");

        // when
        js.api("STREAM.PURGE.T71", "{'seq':50}");

        // then
        JsonNode info = js.info("T71", "C");
        assertThat(info.path("delivered").path("stream_seq").asInt()).isEqualTo(49);
        assertThat(info.path("ack_floor").path("stream_seq").asInt()).isEqualTo(49);
        assertThat(info.path("ack_floor").has("last_active")).isTrue();
        assertThat(info.path("num_ack_pending").asInt()).isZero();
    }

    // 72
    @Test
    void shouldEchoStoredControlHeadersBeforeItsOwnAndEndABatchWithoutHitsWithoutEob() {
        // given
        js.stream("S72", "");
        js.publish("S72.a", "x", "Nats-Msg-Id: 1", "Nats-Expected-Last-Sequence: 0");

        // when
        JetStreamWire.Message direct = js.stored("S72", 1);
        int missing = js.request("$JS.API.DIRECT.GET.S72", "{'seq':1,'next_by_subj':'S72.none','batch':3}");
        int hit = js.request("$JS.API.DIRECT.GET.S72", "{'seq':1,'batch':3}");

        // then
        assertThat(direct.headers())
                .startsWith("NATS/1.0\r\nNats-Msg-Id: 1\r\nNats-Expected-Last-Sequence: 0\r\n"
                        + "Nats-Stream: S72\r\nNats-Subject: S72.a\r\nNats-Sequence: 1\r\nNats-Time-Stamp: ");
        assertThat(js.next(missing).status()).startsWith("404");
        assertThat(js.next(hit).payload()).isEqualTo("x");
        assertThat(js.next(hit).status()).isEqualTo("204 EOB");
        js.expectNothing(missing, "S72");
    }

    // 73
    @Test
    void shouldIgnoreNoHeadersWithMultiLast() {
        // given
        js.stream("S73", "");
        js.publish("S73.a", "x", "Key: value");

        // when
        JetStreamWire.Message multi =
                js.next(js.request("$JS.API.DIRECT.GET.S73", "{'multi_last':['S73.*'],'no_hdr':true}"));
        JetStreamWire.Message single = js.ask("$JS.API.DIRECT.GET.S73", "{'seq':1,'no_hdr':true}");

        // then
        assertThat(multi.headers()).contains("Key: value\r\n").contains("Nats-Stream: S73\r\n");
        assertThat(single.headers()).isEmpty();
        assertThat(single.payload()).isEqualTo("x");
    }
}
