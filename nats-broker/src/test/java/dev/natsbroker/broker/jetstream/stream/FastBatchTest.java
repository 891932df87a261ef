package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as nats-server 2.15.1 gives them. */
class FastBatchTest {
    private static final int START = 0;
    private static final int APPEND = 1;
    private static final int COMMIT = 2;
    private static final int COMMIT_BEFORE = 3;
    private static final int PING = 4;

    private static final String FLOW_10 = "{\"type\":\"ack\",\"seq\":0,\"msgs\":10}";
    private static final String UNKNOWN =
            "{\"error\":{\"code\":400,\"err_code\":10208,\"description\":\"batch publish ID unknown\"},\"stream\":\"S\",\"seq\":0}";
    private static final String STALE = "Nats-Expected-Last-Sequence: 99";

    private final BatchQuota quota = new BatchQuota(JetStreamBatchOptions.defaults());
    private StreamFixture fixture = new StreamFixture(builder -> builder.allowBatched(true), quota);

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<String> publish(String id, int flow, String mode, long number, int operation, String... headers) {
        return send(id + '.' + flow + '.' + mode + '.' + number + '.' + operation, headers);
    }

    private List<String> send(String protocol, String... headers) {
        fixture.answers();
        fixture.lane().publish("s.1", "_INBOX.r." + protocol + ".$FI", StreamFixture.block(headers), "x");
        return fixture.answers().stream().map(Received::payload).toList();
    }

    private static String ack(long sequence, String id, long count) {
        return "{\"stream\":\"S\",\"seq\":" + sequence + ",\"batch\":\"" + id + "\",\"count\":" + count + '}';
    }

    private static String flow(long number, int messages) {
        return "{\"type\":\"ack\",\"seq\":" + number + ",\"msgs\":" + messages + '}';
    }

    private static String gap(long expected, long number) {
        return "{\"type\":\"gap\",\"last_seq\":" + expected + ",\"seq\":" + number + '}';
    }

    private static String wrongLast(long number, long last) {
        return "{\"type\":\"err\",\"seq\":" + number
                + ",\"error\":{\"code\":400,\"err_code\":10071,\"description\":\"wrong last sequence: " + last + "\"}}";
    }

    @Test
    void shouldStoreAtOnceAndAcknowledgeInGroups() {
        assertThat(publish("f", 2, "fail", 1, START)).containsExactly(flow(0, 2));
        assertThat(publish("f", 2, "fail", 2, APPEND)).containsExactly(flow(2, 2));
        assertThat(publish("f", 2, "fail", 3, APPEND)).isEmpty();
        assertThat(publish("f", 2, "fail", 4, APPEND)).containsExactly(flow(4, 2));
        assertThat(fixture.store().messages()).isEqualTo(4);
        assertThat(publish("f", 2, "fail", 4, PING)).containsExactly(flow(4, 2));
        assertThat(publish("f", 2, "fail", 5, COMMIT)).containsExactly(ack(5, "f", 5));
        assertThat(publish("f", 2, "fail", 6, APPEND)).containsExactly(UNKNOWN);
        assertThat(quota.open()).isZero();
    }

    @Test
    void shouldEndBatchAtGap() {
        publish("f", 10, "fail", 1, START);

        assertThat(publish("f", 10, "fail", 3, APPEND)).containsExactly(gap(2, 3), ack(1, "f", 1));
    }

    @Test
    void shouldGoOnBehindGapIfAllowed() {
        publish("f", 10, "ok", 1, START);

        assertThat(publish("f", 10, "ok", 3, APPEND)).containsExactly(gap(2, 3));
        assertThat(publish("f", 10, "ok", 4, COMMIT_BEFORE)).containsExactly(ack(2, "f", 3));
    }

    @Test
    void shouldCommitSingleMessage() {
        assertThat(publish("f", 10, "fail", 1, COMMIT)).containsExactly(ack(1, "f", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"f.10.x.1.0", "f.10.ok.0.0", "f.10.ok.1.1", "f.10.ok.1.9", "f.10.ok.2.0", "f.10.ok.1.3", "ok.1.0"
            })
    void shouldRefuseMalformedReply(String protocol) {
        String malformed =
                "{\"error\":{\"code\":400,\"err_code\":10206,\"description\":\"batch publish pattern is invalid\"},"
                        + "\"stream\":\"S\",\"seq\":0}";

        assertThat(send(protocol)).containsExactly(malformed);
    }

    @Test
    void shouldRefuseLongIdUnknownIdAndStreamWithoutFastBatches() {
        assertThat(publish("n".repeat(65), 10, "ok", 1, START))
                .containsExactly(
                        "{\"error\":{\"code\":400,\"err_code\":10207,\"description\":\"batch publish ID is invalid\"},\"stream\":\"S\",\"seq\":0}");
        assertThat(publish("f", 10, "ok", 2, APPEND)).containsExactly(UNKNOWN);
        fixture.update(builder -> builder.allowBatched(false));
        assertThat(publish("f", 10, "ok", 1, START))
                .containsExactly(
                        "{\"error\":{\"code\":400,\"err_code\":10205,\"description\":\"batch publish is disabled\"},\"stream\":\"S\",\"seq\":0}");
    }

    @Test
    void shouldAnswerErrorOfFirstMessageLikeThatOfOrdinaryOne() {
        assertThat(publish("f", 10, "fail", 1, START, STALE))
                .containsExactly(
                        FLOW_10,
                        "{\"error\":{\"code\":400,\"err_code\":10071,\"description\":\"wrong last sequence: 0\"},\"stream\":\"S\",\"seq\":0}");
    }

    @Test
    void shouldEndBatchAtLaterError() {
        publish("f", 10, "fail", 1, START);

        assertThat(publish("f", 10, "fail", 2, APPEND, STALE)).containsExactly(wrongLast(2, 1), ack(1, "f", 1));
    }

    @Test
    void shouldGoOnBehindErrorIfGapsAreAllowed() {
        assertThat(publish("f", 10, "ok", 1, START, STALE)).containsExactly(FLOW_10, wrongLast(1, 0));
        assertThat(publish("f", 10, "ok", 2, APPEND)).isEmpty();
        assertThat(publish("f", 10, "ok", 3, COMMIT_BEFORE)).containsExactly(ack(1, "f", 2));
    }

    @Test
    void shouldSkipDuplicates() {
        String id = "Nats-Msg-Id: d";
        assertThat(publish("f", 1, "fail", 1, START, id)).containsExactly(flow(0, 1), flow(1, 1));
        assertThat(publish("f", 1, "fail", 2, APPEND, id)).containsExactly(flow(2, 1));
        assertThat(publish("f", 1, "fail", 3, COMMIT, id)).containsExactly(flow(3, 1), ack(1, "f", 3));
        assertThat(publish("g", 1, "fail", 1, COMMIT, id))
                .containsExactly(
                        flow(1, 1), "{\"stream\":\"S\",\"seq\":1,\"duplicate\": true,\"batch\":\"g\",\"count\":1}");
        assertThat(fixture.store().messages()).isEqualTo(1);
    }

    @Test
    void shouldFindGapByPing() {
        publish("f", 10, "fail", 1, START);
        assertThat(publish("f", 10, "fail", 5, PING)).containsExactly(gap(2, 6), ack(1, "f", 1));

        publish("g", 10, "ok", 1, START);
        assertThat(publish("g", 10, "ok", 25, PING)).containsExactly(gap(2, 26), flow(20, 10));
        assertThat(publish("g", 10, "ok", 26, COMMIT_BEFORE)).containsExactly(ack(2, "g", 25));
    }

    @Test
    void shouldBeginSlowlyBesideOtherBatchesAndRampUp() {
        publish("a", 500, "fail", 1, START);

        assertThat(publish("b", 500, "fail", 1, START)).containsExactly(flow(0, 1), flow(1, 2));
        publish("b", 500, "fail", 2, APPEND);
        assertThat(publish("b", 500, "fail", 3, APPEND)).containsExactly(flow(3, 4));
    }

    @Test
    void shouldDropIdleBatch() {
        publish("f", 10, "fail", 1, START);

        fixture.advance(Duration.ofSeconds(10));

        assertThat(publish("f", 10, "fail", 2, APPEND)).containsExactly(UNKNOWN);
        assertThat(quota.open()).isZero();
    }

    @Test
    void shouldAcknowledgeOnlyWhatIsDurable() {
        fixture.close();
        fixture = new StreamFixture(builder -> builder.allowBatched(true).storage(StorageType.FILE), quota);
        publish("f", 1, "fail", 1, START);
        fixture.sync();
        fixture.answers();

        assertThat(publish("f", 1, "fail", 2, APPEND)).isEmpty();
        assertThat(publish("f", 1, "fail", 3, COMMIT)).isEmpty();
        fixture.sync();

        assertThat(fixture.answers()).extracting(Received::payload).containsExactly(flow(2, 1), ack(3, "f", 3));
    }
}
