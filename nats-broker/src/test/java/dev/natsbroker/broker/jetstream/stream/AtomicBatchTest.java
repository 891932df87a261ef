package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.Republish;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfigBuilder;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as nats-server 2.15.1 gives them. */
class AtomicBatchTest {
    private final BatchQuota quota =
            new BatchQuota(new JetStreamBatchOptions(3, 4, 5, Duration.ofSeconds(10)), 100_000);
    private StreamFixture fixture = start(builder -> builder);

    private StreamFixture start(UnaryOperator<StreamConfigBuilder> change) {
        return new StreamFixture(
                builder -> change.apply(builder.allowAtomic(true).allowRollup(true)), quota);
    }

    private void restart(UnaryOperator<StreamConfigBuilder> change) {
        fixture.close();
        fixture = start(change);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String publish(String subject, String id, int sequence, String commit, String... more) {
        List<String> headers = new ArrayList<>(List.of("Nats-Batch-Id: " + id, "Nats-Batch-Sequence: " + sequence));
        if (!commit.isEmpty()) {
            headers.add("Nats-Batch-Commit: " + commit);
        }
        headers.addAll(List.of(more));
        return fixture.publish(subject, "p" + sequence, headers.toArray(String[]::new));
    }

    private static String error(int code, int errCode, String description) {
        return "{\"error\":{\"code\":" + code + ",\"err_code\":" + errCode + ",\"description\":\"" + description
                + "\"},\"stream\":\"S\",\"seq\":0}";
    }

    private static final String INCOMPLETE = error(400, 10176, "atomic publish batch is incomplete");

    @Test
    void shouldStoreAllMessagesAtCommit() {
        assertThat(publish("s.1", "x", 1, "")).isEmpty();
        assertThat(fixture.store().messages()).isZero();
        publish("s.2", "x", 2, "");

        String ack = publish("s.3", "x", 3, "1");

        assertThat(ack).isEqualTo("{\"stream\":\"S\",\"seq\":3,\"batch\":\"x\",\"count\":3}");
        assertThat(fixture.subject(3)).isEqualTo("s.3");
        assertThat(fixture.headers(2)).isEqualTo("NATS/1.0\r\nNats-Batch-Id: x\r\nNats-Batch-Sequence: 2\r\n\r\n");
        assertThat(quota.open()).isZero();
        assertThat(quota.stagedBytes()).isZero();
    }

    @Test
    void shouldAcknowledgeStagedMessageWithEmptyPayload() {
        var answers = fixture.request("s.1", "a", "Nats-Batch-Id: x", "Nats-Batch-Sequence: 1");

        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.payload()).isEmpty();
            assertThat(answer.headers()).isEmpty();
        });
    }

    @Test
    void shouldCommitBeforeMessageThatEndsBatch() {
        publish("s.1", "y", 1, "");
        publish("s.2", "y", 2, "");

        String ack = publish("s.3", "y", 3, "eob");

        assertThat(ack).isEqualTo("{\"stream\":\"S\",\"seq\":2,\"batch\":\"y\",\"count\":2}");
        assertThat(fixture.headers(2))
                .isEqualTo("NATS/1.0\r\nNats-Batch-Id: y\r\nNats-Batch-Sequence: 2\r\nNats-Batch-Commit: 1\r\n\r\n");
    }

    @Test
    void shouldRefuseGapAndUnknownBatch() {
        Inbox advisories = fixture.lane().subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.>");
        publish("s.1", "z", 1, "");

        assertThat(publish("s.1", "z", 3, "")).isEqualTo(INCOMPLETE);
        assertThat(publish("s.1", "z", 4, "1")).isEqualTo(INCOMPLETE);
        assertThat(publish("s.1", "e", 1, "eob")).isEqualTo(INCOMPLETE);

        assertThat(advisories.all()).hasSize(2);
        assertThat(advisories.all().get(0).subject()).isEqualTo("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.S");
        assertThat(advisories.all().get(0).payload())
                .contains("\"type\":\"io.nats.jetstream.advisory.v1.stream_batch_abandoned\"")
                .endsWith("\"stream\":\"S\",\"batch\":\"z\",\"reason\":\"incomplete\"}");
    }

    @Test
    void shouldRefuseWhatIsNotWellFormed() {
        assertThat(publish("s.1", "q", 1, "2")).isEqualTo(error(400, 10200, "atomic publish batch commit is invalid"));
        assertThat(publish("s.1", "w".repeat(65), 1, ""))
                .isEqualTo(error(400, 10179, "atomic publish batch ID is invalid"));
        assertThat(fixture.publish("s.1", "", "Nats-Batch-Id: k"))
                .isEqualTo(error(400, 10175, "atomic publish sequence is missing"));
        assertThat(fixture.publish("s.1", "", "Nats-Batch-Id: k", "Nats-Batch-Sequence: x"))
                .isEqualTo(error(400, 10175, "atomic publish sequence is missing"));
        assertThat(publish("s.1", "k", 1, "1", "Nats-Required-Api-Level: 99"))
                .isEqualTo(error(412, 10185, "JetStream minimum api level required"));
        assertThat(fixture.publish("s.1", "", "Nats-Batch-Id: ")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
        fixture.update(builder -> builder.allowAtomic(false));
        assertThat(publish("s.1", "k", 1, "")).isEqualTo(error(400, 10174, "atomic publish is disabled"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Nats-Expected-Last-Sequence: 1              | 400 | 10164 | wrong last sequence
            Nats-Expected-Last-Sequence: 9              | 400 | 10071 | wrong last sequence: 1
            Nats-Expected-Last-Subject-Sequence: 0      | 400 | 10164 | wrong last sequence
            Nats-Expected-Last-Msg-Id: m                | 400 | 10177 | atomic publish unsupported header used: Nats-Expected-Last-Msg-Id
            Nats-Msg-Id: first                          | 400 | 10201 | atomic publish batch contains duplicate message id
            Nats-Rollup: all                            | 500 | 10111 | batch rollup all invalid
            Nats-Rollup: sub                            | 500 | 10111 | batch rollup sub invalid
            Nats-Expected-Stream: T                     | 400 | 10060 | expected stream does not match
            Nats-TTL: 5                                 | 400 | 10166 | per-message TTL is disabled
            Nats-Stream-Source: O 1                     | 400 | 10227 | message stream source header is not allowed
            Nats-Incr: 1                                | 400 | 10168 | message counters is disabled
            Nats-Schedule: @hourly                      | 400 | 10188 | message schedules is disabled
            """)
    void shouldDropBatchForContentOfOneMessage(String header, int code, int errCode, String description) {
        publish("s.1", "w", 1, "", "Nats-Msg-Id: first");

        String answer = publish("s.1", "w", 2, "1", header);

        assertThat(answer).isEqualTo(error(code, errCode, description));
        assertThat(fixture.store().lastSequence()).isZero();
        assertThat(quota.open()).isZero();
    }

    @Test
    void shouldRefuseIdThatStreamHasAlready() {
        fixture.publish("s.1", "", "Nats-Msg-Id: m");

        assertThat(publish("s.1", "w", 1, "1", "Nats-Msg-Id: m"))
                .isEqualTo(error(400, 10201, "atomic publish batch contains duplicate message id"));
    }

    @Test
    void shouldRememberIdsOfBatch() {
        publish("s.1", "w", 1, "", "Nats-Msg-Id: m");
        publish("s.1", "w", 2, "1");

        assertThat(fixture.publish("s.9", "", "Nats-Msg-Id: m"))
                .isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
    }

    @Test
    void shouldRollUpWithFirstMessageOfSubject() {
        fixture.publish("s.1", "old");
        publish("s.2", "r", 1, "");

        publish("s.1", "r", 2, "1", "Nats-Rollup: sub");

        assertThat(fixture.store().messages()).isEqualTo(2);
        assertThat(fixture.store().firstSequence()).isEqualTo(2);
    }

    @Test
    void shouldRefuseTooLargeBatch() {
        Inbox advisories = fixture.lane().subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.>");
        String tooLarge = error(400, 10199, "atomic publish batch is too large: 5");
        for (int i = 1; i <= 5; i++) {
            publish("s.1", "l", i, "");
        }

        assertThat(publish("s.1", "l", 6, "1")).isEqualTo(tooLarge);
        assertThat(publish("s.1", "other", 7, "1")).isEqualTo(tooLarge);
        assertThat(advisories.all())
                .singleElement()
                .satisfies(
                        advisory -> assertThat(advisory.payload()).endsWith("\"batch\":\"l\",\"reason\":\"large\"}"));
    }

    @Test
    void shouldNotCountMessageThatEndsBatch() {
        for (int i = 1; i <= 5; i++) {
            publish("s.1", "l", i, "");
        }

        assertThat(publish("s.1", "l", 6, "eob")).isEqualTo("{\"stream\":\"S\",\"seq\":5,\"batch\":\"l\",\"count\":5}");
    }

    @Test
    void shouldLimitOpenBatches() {
        for (int i = 0; i < 3; i++) {
            publish("s.1", "b" + i, 1, "");
        }

        assertThat(publish("s.1", "b3", 1, "")).isEqualTo(error(429, 10210, "atomic publish too many inflight"));
        publish("s.1", "b0", 2, "1");
        assertThat(publish("s.1", "b3", 1, "")).isEmpty();
    }

    @Test
    void shouldLimitMemoryOfStagedMessages() {
        String large = "x".repeat(60_000);
        fixture.publish("s.1", large, "Nats-Batch-Id: m", "Nats-Batch-Sequence: 1");

        assertThat(fixture.publish("s.1", large, "Nats-Batch-Id: m", "Nats-Batch-Sequence: 2"))
                .isEqualTo(error(429, 10210, "atomic publish too many inflight"));
        assertThat(quota.stagedBytes()).isZero();
    }

    @Test
    void shouldAbandonIdleBatch() {
        Inbox advisories = fixture.lane().subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.>");
        publish("s.1", "t", 1, "");
        fixture.advance(Duration.ofSeconds(9));
        publish("s.1", "t", 2, "");
        fixture.advance(Duration.ofSeconds(9));
        assertThat(quota.open()).isEqualTo(1);

        fixture.advance(Duration.ofSeconds(1));

        assertThat(quota.open()).isZero();
        assertThat(publish("s.1", "t", 3, "1")).isEqualTo(INCOMPLETE);
        assertThat(advisories.all())
                .singleElement()
                .satisfies(
                        advisory -> assertThat(advisory.payload()).endsWith("\"batch\":\"t\",\"reason\":\"timeout\"}"));
    }

    @Test
    void shouldDropOpenBatchesWhenSwitchedOffOrStopped() {
        publish("s.1", "a", 1, "");
        fixture.update(builder -> builder.allowAtomic(false));
        assertThat(quota.open()).isZero();

        fixture.update(builder -> builder.allowAtomic(true));
        publish("s.1", "a", 1, "");
        fixture.restart();

        assertThat(quota.open()).isZero();
        assertThat(quota.stagedBytes()).isZero();
    }

    @Test
    void shouldCheckDiscardNewForWholeBatch() {
        restart(builder -> builder.discard(DiscardPolicy.NEW).maxMsgs(2));
        publish("s.1", "d", 1, "");
        publish("s.2", "d", 2, "");

        assertThat(publish("s.3", "d", 3, "1")).isEqualTo(error(503, 10077, "maximum messages exceeded"));
        assertThat(fixture.store().lastSequence()).isZero();
    }

    @Test
    void shouldCountCounterUpThroughBatch() {
        restart(builder -> builder.allowMsgCounter(true));
        fixture.publish("s.1", "", "Nats-Incr: 5");
        fixture.publish("s.1", "", "Nats-Batch-Id: c", "Nats-Batch-Sequence: 1", "Nats-Incr: 1");

        String ack = fixture.publish(
                "s.1", "", "Nats-Batch-Id: c", "Nats-Batch-Sequence: 2", "Nats-Batch-Commit: 1", "Nats-Incr: +2");

        assertThat(ack).isEqualTo("{\"stream\":\"S\",\"seq\":3,\"batch\":\"c\",\"count\":2}");
        assertThat(fixture.payload(2)).isEqualTo("{\"val\":\"6\"}");
        assertThat(fixture.payload(3)).isEqualTo("{\"val\":\"8\"}");
    }

    @Test
    void shouldAnswerAndShowBatchOnceAllOfItIsDurable() {
        restart(builder -> builder.storage(StorageType.FILE));
        publish("s.1", "f", 1, "");

        assertThat(publish("s.1", "f", 2, "1")).isEmpty();
        assertThat(fixture.lane().ask(() -> fixture.stream().committed())).isZero();
        fixture.sync();

        assertThat(fixture.answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.payload())
                        .isEqualTo("{\"stream\":\"S\",\"seq\":2,\"batch\":\"f\",\"count\":2}"));
        assertThat(fixture.lane().ask(() -> fixture.stream().committed())).isEqualTo(2);
    }

    @Test
    void shouldStoreNothingOfBatchWhenDeviceIsFull() {
        restart(builder -> builder.storage(StorageType.FILE));
        publish("s.1", "f", 1, "");
        fixture.diskFull(true);

        publish("s.1", "f", 2, "1");
        fixture.sync();

        assertThat(fixture.store().messages()).isZero();
    }

    @Test
    void shouldRepublishBatchAsItWasStored() {
        restart(builder ->
                builder.allowMsgCounter(true).republish(new Republish("s.*", "copy.{{wildcard(1)}}", false)));
        Inbox copies = fixture.lane().subscribe("copy.>");
        fixture.publish("s.1", "", "Nats-Batch-Id: c", "Nats-Batch-Sequence: 1", "Nats-Incr: 2");

        fixture.publish(
                "s.1", "", "Nats-Batch-Id: c", "Nats-Batch-Sequence: 2", "Nats-Batch-Commit: 1", "Nats-Incr: +3");

        assertThat(copies.take()).extracting(Received::payload).containsExactly(fixture.payload(1), fixture.payload(2));
        assertThat(fixture.payload(2)).contains("5");
    }

    @Test
    void shouldRepublishWithWhatWasBeforeEachMessageOfBatch() {
        restart(builder -> builder.maxMsgsPerSubject(1).republish(new Republish("s.*", "copy.{{wildcard(1)}}", false)));
        Inbox copies = fixture.lane().subscribe("copy.>");
        publish("s.1", "f", 1, "");

        publish("s.1", "f", 2, "1");

        List<Received> got = copies.take();
        assertThat(got).hasSize(2);
        assertThat(got.get(0).headers()).contains("Nats-Sequence: 1\r\n", "Nats-Last-Sequence: 0\r\n");
        assertThat(got.get(1).headers()).contains("Nats-Sequence: 2\r\n", "Nats-Last-Sequence: 1\r\n");
    }

    @Test
    void shouldRepublishNothingOfBatchThatDidNotFit() {
        restart(builder ->
                builder.storage(StorageType.FILE).republish(new Republish("s.*", "copy.{{wildcard(1)}}", false)));
        Inbox copies = fixture.lane().subscribe("copy.>");
        publish("s.1", "f", 1, "");
        fixture.diskFullAfter(1);

        publish("s.1", "f", 2, "1");
        fixture.sync();

        assertThat(copies.all()).isEmpty();
    }

    @Test
    void shouldAnswerDuplicatesBehindBatchThatDidNotFit() {
        // given
        restart(builder -> builder.storage(StorageType.FILE));
        fixture.publish("s.1", "p", "Nats-Msg-Id: a");
        publish("s.1", "f", 1, "");
        fixture.diskFullAfter(1);
        publish("s.1", "f", 2, "1");
        fixture.sync();
        fixture.diskFull(false);

        // when
        String answer = fixture.publish("s.1", "p", "Nats-Msg-Id: a");

        // then
        assertThat(answer).isEqualTo("{\"stream\":\"S\",\"seq\":1,\"duplicate\": true}");
    }

    @Test
    void shouldChangeNothingWhenBatchDoesNotFit() {
        // given
        restart(builder -> builder.storage(StorageType.FILE).maxMsgs(2));
        fixture.publish("s.1", "one");
        fixture.publish("s.2", "two");
        publish("s.1", "f", 1, "", "Nats-Rollup: sub", "Nats-Msg-Id: a");
        fixture.diskFullAfter(1);

        // when
        publish("s.1", "f", 2, "1");
        fixture.diskFull(false);

        // then
        assertThat(fixture.payload(1)).isEqualTo("one");
        assertThat(fixture.payload(2)).isEqualTo("two");
        fixture.publish("s.1", "again", "Nats-Msg-Id: a");
        assertThat(fixture.state().lastSequence()).isEqualTo(4);
    }
}
