package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.PersistMode;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec 4.1 to 4.3: what a publisher hears. */
class PublishTest {
    private static String error(int code, int errCode, String description) {
        return "{\"error\":{\"code\":" + code + ",\"err_code\":" + errCode + ",\"description\":\"" + description
                + "\"},\"stream\":\"S\",\"seq\":0}";
    }

    private static String wrongLast(long sequence) {
        return error(400, 10071, "wrong last sequence: " + sequence);
    }

    @Test
    void shouldAcknowledgeWithSequence() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(s.publish("s.1", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
            assertThat(s.payload(2)).isEqualTo("x");
        }
    }

    @Test
    void shouldStayQuietWithoutReplyOrWithNoAck() {
        try (var s = new StreamFixture(c -> c.noAck(true))) {
            assertThat(s.publish("s.1", "x")).isEmpty();
            assertThat(s.publish("s.1", "x", "Nats-Expected-Stream: X")).isEmpty();
            assertThat(s.state().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldStoreEmptyHeaderBlockAsNone() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            assertThat(s.headers(1)).isEmpty();
        }
    }

    @Test
    void shouldReduceStatusLine() {
        try (var s = new StreamFixture()) {
            s.lane().publish("s.1", null, "NATS/1.0 503 Foo\r\n\r\n", "");
            s.lane().publish("s.1", null, "NATS/1.0 503 Foo\r\nA: b\r\nNats-Msg-Id: 7\r\n\r\n", "");
            assertThat(s.headers(1)).isEmpty();
            assertThat(s.headers(2)).isEqualTo("NATS/1.0\r\nA: b\r\nNats-Msg-Id: 7\r\n\r\n");
            assertThat(s.publish("s.2", "", "Nats-Msg-Id: 7")).contains("\"duplicate\": true");
        }
    }

    @Test
    void shouldStoreHeadersAsTheyCame() {
        try (var s = new StreamFixture(c -> c.allowRollup(true))) {
            s.publish("s.1", "x", "nats-msg-id:  q", "Nats-Rollup: sub", "Nats-Expected-Stream: S");
            assertThat(s.headers(1))
                    .isEqualTo("NATS/1.0\r\nnats-msg-id:  q\r\nNats-Rollup: sub\r\nNats-Expected-Stream: S\r\n\r\n");
        }
    }

    @Test
    void shouldRemoveRequestInfo() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Request-Info: {}", "A: b");
            assertThat(s.headers(1)).isEqualTo("NATS/1.0\r\nA: b\r\n\r\n");
        }
    }

    @Test
    void shouldAnswerDuplicateWithOriginalSequenceAcrossSubjects() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            assertThat(s.publish("s.2", "y", "Nats-Msg-Id: a"))
                    .isEqualTo("{\"stream\":\"S\",\"seq\":2,\"duplicate\": true}");
            assertThat(s.publish("s.2", "y", "nats-msg-id: a")).isEqualTo("{\"stream\":\"S\",\"seq\":3}");
            assertThat(s.publish("s.2", "y", "Nats-Msg-Id: b", "Nats-Msg-Id: a"))
                    .doesNotContain("duplicate");
        }
    }

    @Test
    void shouldForgetIdsAfterTheWindow() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            s.advance(Duration.ofSeconds(119));
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).contains("duplicate");
            s.advance(Duration.ofSeconds(1));
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
        }
    }

    @Test
    void shouldApplyAnotherWindowToExistingIds() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            s.advance(Duration.ofSeconds(10));
            s.update(c -> c.duplicateWindowNanos(Duration.ofSeconds(5).toNanos()));
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).doesNotContain("duplicate");
        }
    }

    @Test
    void shouldNotDeduplicateWithWindowZero() {
        try (var s = new StreamFixture(c -> c.duplicateWindowNanos(0))) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).doesNotContain("duplicate");
        }
    }

    @Test
    void shouldKeepIdsOfPurgedMessagesUntilRestart() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            s.publish("s.1", "x", "Nats-Msg-Id: b");
            s.lane().run(() -> s.stream().operations().delete(1, true));
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).contains("\"seq\":1,\"duplicate\"");
            s.restart();
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: b")).contains("\"seq\":2,\"duplicate\"");
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).contains("\"seq\":3}");
        }
    }

    @Test
    void shouldCheckExpectedStream() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "x", "Nats-Expected-Stream: T"))
                    .isEqualTo(error(400, 10060, "expected stream does not match"));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Stream: S")).contains("\"seq\":1");
            assertThat(s.publish("s.1", "x", "Nats-Expected-Stream:")).contains("\"seq\":2");
        }
    }

    @Test
    void shouldCheckExpectedLastSequence() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence: 0")).contains("\"seq\":1");
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence: 0")).isEqualTo(wrongLast(1));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence: abc"))
                    .isEqualTo(wrongLast(1));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence:")).contains("\"seq\":2");
            s.lane().run(() -> s.stream().operations().purge("", 0, 0));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence: 0")).isEqualTo(wrongLast(2));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Sequence: 2")).contains("\"seq\":3");
        }
    }

    @Test
    void shouldCheckExpectedLastSubjectSequence() {
        String header = "Nats-Expected-Last-Subject-Sequence: ";
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            assertThat(s.publish("s.1", "x", header + "2")).isEqualTo(wrongLast(1));
            assertThat(s.publish("s.1", "x", header + "0")).isEqualTo(wrongLast(1));
            assertThat(s.publish("s.3", "x", header + "7")).isEqualTo(wrongLast(0));
            assertThat(s.publish("s.1", "x", header + "1")).contains("\"seq\":3");
            s.lane().run(() -> s.stream().operations().purge("", 0, 0));
            assertThat(s.publish("s.1", "x", header + "0")).contains("\"seq\":4");
        }
    }

    @Test
    void shouldCheckAnotherSubjectsSequence() {
        String header = "Nats-Expected-Last-Subject-Sequence: ";
        String subject = "Nats-Expected-Last-Subject-Sequence-Subject: ";
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            assertThat(s.publish("s.1", "x", header + "1", subject + "s.2")).isEqualTo(wrongLast(2));
            assertThat(s.publish("s.1", "x", header + "2", subject + "s.*")).contains("\"seq\":3");
            assertThat(s.publish("s.1", "x", subject + "s.2"))
                    .isEqualTo(error(400, 10193, "missing sequence for expected last sequence per subject"));
        }
    }

    @Test
    void shouldCheckExpectedLastMsgId() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Msg-Id: q"))
                    .isEqualTo(error(400, 10070, "wrong last msg ID: "));
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Msg-Id: q"))
                    .isEqualTo(error(400, 10070, "wrong last msg ID: a"));
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Msg-Id: a")).contains("\"seq\":2");
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Msg-Id: a"))
                    .isEqualTo(error(400, 10070, "wrong last msg ID: "));
        }
    }

    @Test
    void shouldCheckSequenceBeforeDuplicate() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a", "Nats-Expected-Last-Sequence: 0"))
                    .isEqualTo(wrongLast(1));
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a", "Nats-Expected-Last-Msg-Id: z"))
                    .contains("duplicate");
        }
    }

    @Test
    void shouldRollUpSubject() {
        try (var s = new StreamFixture(c -> c.allowRollup(true))) {
            s.publish("s.1", "a");
            s.publish("s.2", "b");
            s.publish("s.1", "c");
            assertThat(s.publish("s.1", "d", "Nats-Rollup: SUB")).contains("\"seq\":4");
            assertThat(s.state().subjects()).containsEntry("s.1", 1L).containsEntry("s.2", 1L);
            assertThat(s.publish("s.3", "e", "Nats-Rollup: all")).contains("\"seq\":5");
            assertThat(s.state().messages()).isEqualTo(1);
            assertThat(s.state().firstSequence()).isEqualTo(5);
        }
    }

    @Test
    void shouldRefuseRollup() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "a", "Nats-Rollup: sub")).isEqualTo(error(500, 10111, "rollup not permitted"));
            s.update(c -> c.allowRollup(true));
            assertThat(s.publish("s.1", "a", "Nats-Rollup: Foo"))
                    .isEqualTo(error(500, 10111, "rollup value invalid: \\\"foo\\\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "500ms", "-1", "text", "-5s", "1.s.", "99999999999999999999", "1x"})
    void shouldRefuseInvalidTtl(String ttl) {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true))) {
            assertThat(s.publish("s.1", "x", "Nats-TTL: " + ttl))
                    .isEqualTo(error(400, 10165, "invalid per-message TTL"));
        }
    }

    @Test
    void shouldRefuseTtlWhereItIsDisabled() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "x", "Nats-TTL: 5"))
                    .isEqualTo(error(400, 10166, "per-message TTL is disabled"));
            assertThat(s.publish("s.1", "x", "Nats-TTL: Never")).contains("10166");
            assertThat(s.publish("s.1", "x", "Nats-TTL: bogus")).contains("10165");
            assertThat(s.publish("s.1", "x", "Nats-TTL:")).contains("\"seq\":1}");
        }
    }

    @Test
    void shouldLimitSizes() {
        try (var s = new StreamFixture(c -> c.maxMsgSize(30))) {
            assertThat(s.publish("s.1", "x".repeat(30))).contains("\"seq\":1");
            assertThat(s.publish("s.1", "x".repeat(31)))
                    .isEqualTo(error(400, 10054, "message size exceeds maximum allowed"));
            assertThat(s.publish("s.1", "x".repeat(20), "A: b")).contains("10054");
        }
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "", "A: " + "x".repeat(66_000)))
                    .isEqualTo(error(400, 10097, "header size exceeds maximum allowed of 64k"));
        }
    }

    @Test
    void shouldRefuseSourceHeaderSchedulesAndBatches() {
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "", "Nats-Stream-Source: X 1")).contains("10227");
            assertThat(s.publish("s.1", "", "Nats-Schedule: @every 1s")).contains("10188");
            assertThat(s.publish("s.1", "", "Nats-Schedule-Next: purge", "Nats-Scheduler: s.2"))
                    .contains("10188");
            assertThat(s.publish("s.1", "", "Nats-Schedule-Next: x")).contains("10212");
            assertThat(s.publish("s.1", "", "Nats-Scheduler: x")).contains("10212");
            assertThat(s.publish("s.1", "", "Nats-Batch-Id: x")).contains("10174");
            s.lane().publish("s.1", "_INBOX.b.0.ok.1.0.$FI", "", "");
            assertThat(s.answers())
                    .extracting(Received::payload)
                    .singleElement()
                    .asString()
                    .contains("10205");
        }
    }

    @Test
    void shouldRefuseWhenSealed() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.lane().run(() -> s.stream().operations().seal());
            assertThat(s.publish("s.1", "x", "Nats-Expected-Stream: T"))
                    .isEqualTo(error(400, 10109, "invalid operation on sealed stream"));
            assertThat(s.stream().config().denyDelete()).isTrue();
            assertThat(s.stream().config().denyPurge()).isTrue();
            assertThat(s.stream().config().discard()).isEqualTo(DiscardPolicy.NEW);
        }
    }

    @Test
    void shouldTransformSubjectBeforeAnythingElse() {
        try (var s = new StreamFixture(c -> c.subjectTransform(new SubjectTransformConfig("s.a.*", "t.{{wildcard(1)}}"))
                .maxMsgsPerSubject(1))) {
            s.publish("s.a.1", "x");
            s.publish("s.b.1", "x");
            assertThat(s.subject(1)).isEqualTo("t.1");
            assertThat(s.subject(2)).isEqualTo("s.b.1");
            assertThat(s.publish("s.a.1", "x", "Nats-Expected-Last-Subject-Sequence: 1"))
                    .contains("\"seq\":3");
            assertThat(s.state().subjects()).containsOnlyKeys("t.1", "s.b.1");
        }
    }

    @Test
    void shouldAnswerOnlyWhatIsDurableAndInOrder() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE))) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            s.lane().publish("s.1", "_INBOX.2", StreamFixture.block("Nats-Msg-Id: a"), "");
            s.lane().publish("s.1", "_INBOX.3", StreamFixture.block("Nats-Expected-Stream: T"), "");
            assertThat(s.answers()).isEmpty();
            assertThat(s.stream().committed()).isZero();
            s.sync();
            assertThat(s.answers()).extracting(Received::subject).containsExactly("_INBOX.1", "_INBOX.2", "_INBOX.3");
            assertThat(s.stream().committed()).isEqualTo(1);
        }
    }

    @Test
    void shouldAnswerBeforeTheDiskInAsyncMode() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE).persistMode(PersistMode.ASYNC))) {
            assertThat(s.publish("s.1", "x")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(s.stream().committed()).isZero();
            s.sync();
            assertThat(s.stream().committed()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseWhileTheDeviceIsFull() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE))) {
            s.diskFull(true);
            assertThat(s.publish("s.1", "x")).isEqualTo(error(503, 10023, "insufficient resources"));
            s.diskFull(false);
            s.publish("s.1", "x");
            s.sync();
            assertThat(s.answers()).extracting(Received::payload).containsExactly("{\"stream\":\"S\",\"seq\":1}");
        }
    }

    @Test
    void shouldRefuseForWantOfRoomWhileOthersWaitForTheDevice() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE))) {
            s.publish("s.1", "waits");
            s.diskFull(true);

            assertThat(s.publish("s.1", "x")).isEqualTo(error(503, 10023, "insufficient resources"));

            assertThat(s.stream().committed()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"+5,5", "-3,-3", "12345678901234567890123,12345678901234567890123"})
    void shouldCount(String increment, String total) {
        try (var s = new StreamFixture(c -> c.allowMsgCounter(true))) {
            assertThat(s.publish("s.1", "", "Nats-Incr: " + increment))
                    .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"val\":\"" + total + "\"}");
            assertThat(s.payload(1)).isEqualTo("{\"val\":\"" + total + "\"}");
            s.publish("s.1", "", "Nats-Incr: 1");
            assertThat(s.headers(2)).isEqualTo("NATS/1.0\r\nNats-Incr: 1\r\n\r\n");
        }
    }

    @Test
    void shouldRefuseWrongCounters() {
        try (var s = new StreamFixture(c -> c.allowMsgCounter(true))) {
            assertThat(s.publish("s.1", "")).isEqualTo(error(400, 10169, "message counter increment is missing"));
            assertThat(s.publish("s.1", "x", "Nats-Incr: 1")).contains("10170");
            assertThat(s.publish("s.1", "", "Nats-Incr: x")).contains("10171");
            assertThat(s.publish("s.1", "", "Nats-Incr: 1", "Nats-Rollup: sub")).contains("10171");
            assertThat(s.publish("s.1", "", "Nats-Incr: 1", "Nats-Expected-Last-Sequence: 0"))
                    .contains("10171");
        }
        try (var s = new StreamFixture()) {
            assertThat(s.publish("s.1", "", "Nats-Incr: 1")).contains("10168");
            assertThat(s.publish("s.1", "", "Nats-Incr: x")).contains("10171");
        }
    }

    @Test
    void shouldAddWhatASourceHasCountedSince() {
        try (var s = new StreamFixture(c -> c.allowMsgCounter(true))) {
            s.publish("s.1", "", "Nats-Incr: 10");
            sourced(s, "4");
            sourced(s, "7");
            assertThat(s.payload(3)).isEqualTo("{\"val\":\"17\"}");
            assertThat(s.headers(3))
                    .contains("Nats-Incr: 3\r\n")
                    .contains("Nats-Counter-Sources: {\"O\":{\"o.1\":\"7\"}}");
            s.publish("s.1", "", "Nats-Incr: 1");
            assertThat(s.payload(4)).isEqualTo("{\"val\":\"18\"}");
            assertThat(s.headers(4)).contains("Nats-Counter-Sources: {\"O\":{\"o.1\":\"7\"}}");
        }
    }

    private static void sourced(StreamFixture s, String total) {
        s.lane().run(() -> {
            IncomingMessage message = new IncomingMessage();
            message.take(
                    "s.1".getBytes(),
                    StreamFixture.block("Nats-Incr: 4", "Nats-Stream-Source: O 1 > > o.1")
                            .getBytes(),
                    ("{\"val\":\"" + total + "\"}").getBytes(),
                    true);
            s.stream().ingest().publish(message);
        });
    }

    @Test
    void shouldTellPublishersOfAnOverload() {
        try (var s = new StreamFixture()) {
            s.lane().run(() -> {
                var message = new dev.natsbroker.broker.message.Message();
                byte[] bytes = "s.1_INBOX.9".getBytes();
                message.point(bytes, 0, 3, 3, 8);
                s.stream().refused(message);
            });
            assertThat(s.answers()).singleElement().satisfies(answer -> {
                assertThat(answer.headers()).isEqualTo("NATS/1.0 429 Too Many Requests\r\n\r\n");
                assertThat(answer.payload()).isEqualTo(error(429, 10167, "too many requests"));
            });
        }
    }

    @Test
    void shouldAppendForMirrorsWithGaps() {
        try (var s = new StreamFixture(c -> c.subjects(List.of()))) {
            s.lane().run(() -> {
                IncomingMessage message = new IncomingMessage();
                message.take("o.1".getBytes(), new byte[0], "x".getBytes(), true);
                s.stream().ingest().append(5, 1_000, message);
                message.take("o.1".getBytes(), new byte[0], "y".getBytes(), true);
                s.stream().ingest().append(5, 1_000, message);
                s.stream().ingest().append(6, 1_000, message);
            });
            assertThat(s.payload(5)).isEqualTo("x");
            assertThat(s.payload(6)).isEqualTo("y");
            assertThat(s.state().firstSequence()).isEqualTo(5);
            assertThat(s.stream().committed()).isEqualTo(6);
        }
    }

    @Test
    void shouldBeginWithTheFirstSequence() {
        try (var s = new StreamFixture(c -> c.firstSeq(100))) {
            assertThat(s.state().firstSequence()).isEqualTo(100);
            assertThat(s.state().lastSequence()).isEqualTo(99);
            assertThat(s.publish("s.1", "x")).contains("\"seq\":100}");
            s.restart();
            assertThat(s.publish("s.1", "x")).contains("\"seq\":101}");
        }
    }

    @Test
    void shouldRefuseForLackOfRoom() {
        try (var s = new StreamFixture(c -> c.maxMsgSize(10))) {
            s.lane().refuse(StreamHost.Refusal.ACCOUNT);
            assertThat(s.publish("s.1", "x")).isEqualTo(error(400, 10002, "resource limits exceeded for account"));
            assertThat(s.publish("s.1", "x".repeat(11))).contains("10054");
            s.lane().refuse(StreamHost.Refusal.SERVER);
            assertThat(s.publish("s.1", "x")).isEqualTo(error(503, 10023, "insufficient resources"));
            s.lane().refuse(null);
            assertThat(s.publish("s.1", "x")).contains("\"seq\":1}");
        }
    }

    @Test
    void shouldReportWhatItStores() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            assertThat(s.lane().usage()).isEqualTo(20);
            s.publish("s.1", "y".repeat(200_000));
            assertThat(s.lane().usage()).isEqualTo(200_039);
            s.lane().run(() -> s.stream().operations().delete(2, true));
            assertThat(s.lane().usage()).isEqualTo(20);
            s.lane().run(() -> s.stream().stop(true));
            assertThat(s.lane().usage()).isZero();
        }
    }

    @Test
    void shouldForgetIdsWhenNothingIsPublished() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x", "Nats-Msg-Id: a");
            s.advance(Duration.ofSeconds(60));
            s.publish("s.1", "x", "Nats-Msg-Id: b");
            assertThat(s.lane().ask(() -> s.stream().ids().size())).isEqualTo(2);
            s.advance(Duration.ofSeconds(60));
            assertThat(s.lane().ask(() -> s.stream().ids().size())).isEqualTo(1);
            s.advance(Duration.ofSeconds(60));
            assertThat(s.lane().ask(() -> s.stream().ids().size())).isZero();
        }
    }
}
