package dev.natsbroker.broker.conformance;

import static dev.natsbroker.broker.conformance.JetStreamWire.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traps of publishing: headers, acknowledgements, the order of checks and the limits. */
class JetStreamPublishTrapsTest extends JetStreamTraps {
    private static String error(int code, int number, String text, String stream) {
        return quoted("{'error':{'code':" + code + ",'err_code':" + number + ",'description':'" + text + "'},'stream':'"
                + stream + "','seq':0}");
    }

    private static String ok(String stream, long sequence) {
        return quoted("{'stream':'" + stream + "','seq':" + sequence + '}');
    }

    // 12
    @Test
    void shouldStoreWithoutHeadersWhatComesWithAHeaderOfLengthZero() {
        // given
        js.stream("P12", "");

        // when
        js.raw("HPUB P12.a 0 5\r\nhello\r\n");
        String next = js.publish("P12.b", "x");

        // then
        assertThat(next).isEqualTo(ok("P12", 2));
        assertThat(js.api("STREAM.MSG.GET.P12", "{'seq':1}"))
                .contains("\"data\":\"aGVsbG8=\"")
                .doesNotContain("hdrs");
    }

    // 14
    @Test
    void shouldWriteDuplicateWithABlank() {
        // given
        js.stream("P14", "");
        js.publish("P14.a", "x", "Nats-Msg-Id: 1");

        // when
        String again = js.publish("P14.a", "x", "Nats-Msg-Id: 1");

        // then
        assertThat(again).isEqualTo("{\"stream\":\"P14\",\"seq\":1,\"duplicate\": true}");
    }

    // 15
    @Test
    void shouldAnswerADuplicateWithTheFirstSequenceAlsoOnAnotherSubject() {
        // given
        js.stream("P15", "");
        js.publish("P15.a", "x");
        js.publish("P15.a", "x", "Nats-Msg-Id: 1");
        js.publish("P15.a", "x");

        // when
        String again = js.publish("P15.b", "y", "Nats-Msg-Id: 1");

        // then
        assertThat(again).isEqualTo("{\"stream\":\"P15\",\"seq\":2,\"duplicate\": true}");
    }

    // 16, without the half about clusters
    @Test
    void shouldCheckTheExpectedSequenceBeforeTheDuplicate() {
        // given
        js.stream("P16", "");
        js.publish("P16.a", "x", "Nats-Msg-Id: 1", "Nats-Expected-Last-Sequence: 0");

        // when
        String again = js.publish("P16.a", "x", "Nats-Msg-Id: 1", "Nats-Expected-Last-Sequence: 0");
        String bogus = js.publish("P16.a", "x", "Nats-TTL: bogus");
        String valid = js.publish("P16.a", "x", "Nats-TTL: 5");

        // then
        assertThat(again).isEqualTo(error(400, 10071, "wrong last sequence: 1", "P16"));
        assertThat(bogus).isEqualTo(error(400, 10165, "invalid per-message TTL", "P16"));
        assertThat(valid).isEqualTo(error(400, 10166, "per-message TTL is disabled", "P16"));
    }

    // found beside 16
    @Test
    void shouldCheckTheSizeBeforeWhatTheHeadersExpect() {
        // given
        js.stream("Q16", "'max_msg_size':60");
        js.stream("R16", "");
        js.stream("S16", "'max_msg_size':60,'allow_msg_counter':true");

        // when
        String size = js.publish("Q16.a", "x".repeat(61), "Nats-Expected-Stream: other");
        String headers = js.publish("R16.a", "x", "Nats-Expected-Stream: other", "Key: " + "x".repeat(70_000));
        String expected = js.publish("R16.a", "x", "Nats-Expected-Stream: other");
        String counter = js.publish("S16.a", "", "Nats-Incr: 1", "K: " + "x".repeat(22));

        // then: and a counter's size is that with the total
        assertThat(size).isEqualTo(error(400, 10054, "message size exceeds maximum allowed", "Q16"));
        assertThat(headers).isEqualTo(error(400, 10097, "header size exceeds maximum allowed of 64k", "R16"));
        assertThat(expected).isEqualTo(error(400, 10060, "expected stream does not match", "R16"));
        assertThat(counter).isEqualTo(error(400, 10054, "message size exceeds maximum allowed", "S16"));
    }

    // 17
    @Test
    void shouldRefuseTheExpectedSequenceZeroAfterAPurge() {
        // given
        js.stream("P17", "");
        js.publish("P17.a", "x");
        js.api("STREAM.PURGE.P17", "");

        // when
        String answer = js.publish("P17.a", "x", "Nats-Expected-Last-Sequence: 0");

        // then
        assertThat(answer).isEqualTo(error(400, 10071, "wrong last sequence: 1", "P17"));
    }

    // 18
    @Test
    void shouldAcceptTheExpectedSubjectSequenceZeroAfterAPurge() {
        // given
        js.stream("P18", "");
        js.publish("P18.a", "x");
        String before = js.publish("P18.a", "x", "Nats-Expected-Last-Subject-Sequence: 0");
        js.api("STREAM.PURGE.P18", "");

        // when
        String after = js.publish("P18.a", "x", "Nats-Expected-Last-Subject-Sequence: 0");

        // then
        assertThat(before).isEqualTo(error(400, 10071, "wrong last sequence: 1", "P18"));
        assertThat(after).isEqualTo(ok("P18", 2));
    }

    // 19
    @Test
    void shouldRefuseTheSubjectOfAnExpectedSequenceAlone() {
        // given
        js.stream("P19", "");

        // when
        String alone = js.publish("P19.a", "x", "Nats-Expected-Last-Subject-Sequence-Subject: P19.*");
        String together = js.publish(
                "P19.a",
                "x",
                "Nats-Expected-Last-Subject-Sequence-Subject: P19.*",
                "Nats-Expected-Last-Subject-Sequence: 0");

        // then
        assertThat(alone)
                .isEqualTo(error(400, 10193, "missing sequence for expected last sequence per subject", "P19"));
        assertThat(together).isEqualTo(ok("P19", 1));
    }

    // 20
    @Test
    void shouldForgetTheIdsOfPurgedMessagesAtARestartOnly(@TempDir Path directory) {
        // given
        String conf = "jetstream { store_dir: \"" + directory + "\" }";
        try (TestServer first = TestServer.start(conf);
                JetStreamWire client = new JetStreamWire(first)) {
            client.stream("P20", "'storage':'file'");
            client.publish("P20.a", "x", "Nats-Msg-Id: gone");
            client.api("STREAM.PURGE.P20", "");
            client.publish("P20.a", "x", "Nats-Msg-Id: here");

            // when
            String again = client.publish("P20.a", "x", "Nats-Msg-Id: gone");

            // then
            assertThat(again).contains("\"seq\":1,\"duplicate\": true");
        }
        try (TestServer second = TestServer.start(conf);
                JetStreamWire client = new JetStreamWire(second)) {
            // when
            String here = client.publish("P20.a", "x", "Nats-Msg-Id: here");
            String gone = client.publish("P20.a", "x", "Nats-Msg-Id: gone");

            // then
            assertThat(here).contains("\"seq\":2,\"duplicate\": true");
            assertThat(gone).isEqualTo(ok("P20", 3));
        }
    }

    // 21
    @Test
    void shouldRefuseWithApiErrorAndNotWithNoRespondersWhenDiscardingNew() {
        // given
        js.stream("P21", "'discard':'new','max_msgs':1");
        js.stream("Q21", "'discard':'new','max_bytes':100");
        js.stream("R21", "'discard':'new','discard_new_per_subject':true,'max_msgs_per_subject':1");
        js.publish("P21.a", "x");
        js.publish("R21.a", "x");

        // when
        JetStreamWire.Message messages = js.ask("P21.b", "x");
        String bytes = js.publish("Q21.a", "x".repeat(200));
        String perSubject = js.publish("R21.a", "x");

        // then
        assertThat(messages.headers()).isEmpty();
        assertThat(messages.payload()).isEqualTo(error(503, 10077, "maximum messages exceeded", "P21"));
        assertThat(bytes).isEqualTo(error(503, 10077, "maximum bytes exceeded", "Q21"));
        assertThat(perSubject).isEqualTo(error(503, 10077, "maximum messages per subject exceeded", "R21"));
    }

    // 22
    @Test
    void shouldAcknowledgeAndLoseAMessageLargerThanTheWholeStream() {
        // given
        js.stream("P22", "'discard':'old','max_bytes':100");
        js.publish("P22.a", "small");

        // when
        String answer = js.publish("P22.a", "x".repeat(200));

        // then
        assertThat(answer).isEqualTo(ok("P22", 2));
        assertThat(js.state("P22").path("messages").asInt()).isZero();
        assertThat(js.state("P22").path("last_seq").asInt()).isEqualTo(2);
        assertThat(js.state("P22").path("first_seq").asInt()).isEqualTo(3);
    }

    // 23
    @Test
    void shouldReplaceOnAFullSubjectAlthoughTheStreamIsFull() {
        // given
        js.stream("P23", "'discard':'new','max_msgs':2,'max_msgs_per_subject':1");
        js.publish("P23.a", "x");
        js.publish("P23.b", "x");

        // when
        String replaced = js.publish("P23.a", "y");
        String refused = js.publish("P23.c", "y");

        // then
        assertThat(replaced).isEqualTo(ok("P23", 3));
        assertThat(refused).isEqualTo(error(503, 10077, "maximum messages exceeded", "P23"));
        assertThat(js.state("P23").path("messages").asInt()).isEqualTo(2);
    }

    // 24
    @Test
    void shouldNotTrimWhenLimitsAreLoweredUnderDiscardNew() {
        // given
        String config = "'name':'P24','subjects':['P24.>'],'storage':'memory','max_msgs':1";
        js.stream("P24", "'discard':'new'");
        js.publish("P24.a", "x");
        js.publish("P24.b", "x");

        // when
        js.api("STREAM.UPDATE.P24", '{' + config + ",'discard':'new'}");
        int kept = js.state("P24").path("messages").asInt();
        js.api("STREAM.UPDATE.P24", '{' + config + ",'discard':'old'}");
        int trimmed = js.state("P24").path("messages").asInt();

        // then
        assertThat(kept).isEqualTo(2);
        assertThat(trimmed).isEqualTo(1);
    }

    // 37
    @Test
    void shouldReadTimesToLiveInWholeSecondsAndLetNeverOutliveMaxAge() {
        // given
        js.stream("P37", "'allow_msg_ttl':true,'max_age':1500000000");

        // when
        String zero = js.publish("P37.a", "x", "Nats-TTL: 0");
        String half = js.publish("P37.a", "x", "Nats-TTL: 500ms");
        String empty = js.publish("P37.empty", "x", "Nats-TTL: ");
        String almostTwo = js.publish("P37.short", "x", "Nats-TTL: 1.9s");
        String never = js.publish("P37.never", "x", "Nats-TTL: Never");
        server.advance(Duration.ofMillis(1300));

        // then: after a second the one with 1.9s is gone, after the age the one without
        assertThat(zero).isEqualTo(error(400, 10165, "invalid per-message TTL", "P37"));
        assertThat(half).isEqualTo(error(400, 10165, "invalid per-message TTL", "P37"));
        assertThat(empty).isEqualTo(ok("P37", 1));
        assertThat(almostTwo).isEqualTo(ok("P37", 2));
        assertThat(never).isEqualTo(ok("P37", 3));
        Await.until("1.9s is 1s", () -> !subjects("P37").contains("P37.short"));
        if (server.hasManualClock()) {
            assertThat(subjects("P37")).contains("P37.empty", "P37.never");
        }
        server.advance(Duration.ofSeconds(2));
        Await.until("the age has passed", () -> subjects("P37").equals("{\"P37.never\":1}"));
    }

    private String subjects(String stream) {
        return js.apiJson("STREAM.INFO." + stream, "{'subjects_filter':'>'}")
                .path("state")
                .path("subjects")
                .toString();
    }

    // 40
    @Test
    void shouldCommitABatchAtItsEndWithoutStoringTheLastMessage() {
        // given
        js.stream("P40", "'allow_atomic':true");
        js.post("P40.a", "1", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 1");
        js.post("P40.b", "2", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 2");

        // when
        String answer =
                js.publish("P40.c", "3", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 3", "Nats-Batch-Commit: eob");

        // then
        assertThat(answer).isEqualTo(quoted("{'stream':'P40','seq':2,'batch':'b','count':2}"));
        assertThat(js.state("P40").path("messages").asInt()).isEqualTo(2);
        assertThat(js.stored("P40", 2).headers())
                .startsWith("NATS/1.0\r\nNats-Batch-Id: b\r\nNats-Batch-Sequence: 2\r\nNats-Batch-Commit: 1\r\n");
        assertThat(js.stored("P40", 1).headers()).doesNotContain("Nats-Batch-Commit");
    }

    // 41
    @Test
    void shouldTellErrorsOfABatchsContentOnlyAtItsCommitAndWithoutAdvisory() {
        // given
        js.stream("P41", "'allow_atomic':true");
        int advisories = js.listen("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.P41");

        // when
        String first = js.publish(
                "P41.a", "1", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 1", "Nats-Expected-Last-Sequence: 9");
        String commit = js.publish("P41.a", "2", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 2", "Nats-Batch-Commit: 1");

        // then
        assertThat(first).isEmpty();
        assertThat(commit).isEqualTo(error(400, 10071, "wrong last sequence: 0", "P41"));
        assertThat(js.state("P41").path("messages").asInt()).isZero();
        js.expectNothing(advisories, "P41");
    }

    // 42
    @Test
    void shouldAcknowledgeTheMessagesBeforeTheCommitWithNothing() {
        // given
        js.stream("P42", "'allow_atomic':true");

        // when
        JetStreamWire.Message first = js.ask("P42.a", "1", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 1");
        String last = js.publish("P42.b", "2", "Nats-Batch-Id: b", "Nats-Batch-Sequence: 2", "Nats-Batch-Commit: 1");

        // then
        assertThat(first.payload()).isEmpty();
        assertThat(first.headers()).isEmpty();
        assertThat(last).isEqualTo(quoted("{'stream':'P42','seq':2,'batch':'b','count':2}"));
    }

    // 75
    @Test
    void shouldTellACountersValueAsText() {
        // given
        js.stream("P75", "'allow_msg_counter':true");
        js.publish("P75.a", "", "Nats-Incr: 5");

        // when
        String answer = js.publish("P75.a", "", "Nats-Incr: -7");

        // then
        assertThat(answer).isEqualTo(quoted("{'stream':'P75','seq':2,'val':'-2'}"));
        assertThat(js.stored("P75", 2).payload()).isEqualTo("{\"val\":\"-2\"}");
    }
}
