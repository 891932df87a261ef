package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.ExternalStream;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamConsumerSource;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MirrorLinkTest {
    private OriginFixture fixture = start(StreamSource.of("O"));

    private static OriginFixture start(StreamSource mirror) {
        return new OriginFixture(builder -> builder.mirror(mirror).mirrorDirect(true));
    }

    private void startAnew(StreamSource mirror) {
        fixture.close();
        fixture = start(mirror);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private StreamSourceInfo info() {
        return fixture.lane().ask(() -> Objects.requireNonNull(fixture.stream().mirrorInfo()));
    }

    @Test
    void shouldAskForConsumer() {
        Received request = fixture.request();

        assertThat(request.subject()).isEqualTo("$JS.API.CONSUMER.CREATE.O");
        assertThat(request.headers()).isEqualTo("NATS/1.0\r\nNats-Required-Api-Level: 4\r\n\r\n");
        assertThat(fixture.consumer()).isEqualTo("JS_MIRROR_" + ShortHash.of("S A"));
        assertThat(fixture.deliverSubject()).matches("\\$JS\\.M\\.\\w{8}");
        assertThat(request.payload())
                .contains("\"stream_name\":\"O\"", "\"deliver_policy\":\"all\"", "\"ack_policy\":\"none\"")
                .contains("\"max_deliver\":1", "\"flow_control\":true", "\"idle_heartbeat\":1000000000")
                .contains("\"direct\":true", "\"sourcing\":true", "\"inactive_threshold\":10000000000")
                .contains("\"_nats.mirror.acc\":\"A\"", "\"_nats.mirror.stream\":\"S\"");
    }

    @Test
    void shouldKeepSequencesAndTimesAndLeaveGaps() {
        fixture.accept(fixture.request(), 0, "");

        fixture.deliver(1, 1, 4, "o.a", "one", "X: 1", "Nats-Expected-Stream: O", "Nats-Batch-Id: b");
        fixture.deliver(4, 2, 1, "o.b", "four");

        assertThat(fixture.stored(1)).isEqualTo("o.a|NATS/1.0 X: 1  |one|1001");
        assertThat(fixture.stored(2)).isEqualTo("none");
        assertThat(fixture.stored(4)).isEqualTo("o.b||four|1004");
        assertThat(fixture.store().deletedCount()).isEqualTo(2);
        assertThat(info().lag()).isZero();
        assertThat(info().seq()).isZero();
    }

    @Test
    void shouldBeginWhereOriginBegins() {
        fixture.accept(fixture.request(), 99, "");
        fixture.deliver(100, 1, 1, "o.a", "x");

        assertThat(fixture.store().firstSequence()).isEqualTo(100);
        assertThat(fixture.store().messages()).isEqualTo(1);
    }

    @Test
    void shouldAskAnewFromEndWhenSomethingIsMissing() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 5, "o.a", "one");
        fixture.deliver(3, 3, 3, "o.a", "three");

        assertThat(fixture.store().lastSequence()).isEqualTo(1);
        assertThat(fixture.request(Duration.ofMillis(2_200)).payload())
                .contains("\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":2");
    }

    @Test
    void shouldIgnoreWhatItHasAndOldConnections() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 2, "o.a", "one");
        fixture.deliver(1, 2, 1, "o.a", "again");
        fixture.lane().deliver(fixture.deliverSubject(), "o.a", "$JS.ACK.O.other.1.2.3.5.0", "", "old");
        fixture.deliver(2, 3, 1, "o.a", "two");

        assertThat(fixture.store().lastSequence()).isEqualTo(2);
        assertThat(fixture.stored(2)).contains("|two|");
    }

    @Test
    void shouldAnswerFlowControlAndStalledHeartbeat() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(7, 1, 1, "o.a", "x");

        assertThat(fixture.flowControl())
                .containsExactly("NATS/1.0\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 7\r\n\r\n");
        var stalled = fixture.lane().subscribe("stalled.reply");
        fixture.heartbeat("Nats-Last-Consumer: 1", "Nats-Consumer-Stalled: stalled.reply");

        assertThat(stalled.all()).hasSize(1);
    }

    @Test
    void shouldAskAnewWhenHeartbeatSaysThatSomethingIsMissing() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 1, "o.a", "x");
        fixture.heartbeat("Nats-Last-Consumer: 1");
        fixture.lane().advance(Duration.ofSeconds(3));
        assertThat(fixture.requests()).isEmpty();

        fixture.heartbeat("Nats-Last-Consumer: 2");

        assertThat(fixture.request(Duration.ofMillis(200)).payload()).contains("\"opt_start_seq\":2");
    }

    @Test
    void shouldAskAnewAfterSilence() {
        fixture.accept(fixture.request(), 0, "");
        for (int i = 0; i < 9; i++) {
            fixture.lane().advance(Duration.ofSeconds(1));
            fixture.heartbeat();
        }
        fixture.lane().advance(Duration.ofMillis(9_900));
        assertThat(fixture.requests()).isEmpty();

        fixture.lane().advance(Duration.ofMillis(100));
        fixture.request(Duration.ofMillis(200));
    }

    @Test
    void shouldShowErrorAndRetryLaterEachTime() {
        fixture.refuse(fixture.request(), 404, 10059, "stream not found");
        assertThat(Objects.requireNonNull(info().error()).errCode()).isEqualTo(10059);
        assertThat(info().activeNanos()).isEqualTo(-1);

        fixture.lane().advance(Duration.ofSeconds(11));
        assertThat(fixture.requests()).isEmpty();
        fixture.refuse(fixture.request(Duration.ofMillis(1_200)), 404, 10059, "stream not found");
        fixture.lane().advance(Duration.ofSeconds(21));
        assertThat(fixture.requests()).isEmpty();

        fixture.accept(fixture.request(Duration.ofMillis(1_200)), 0, "");
        assertThat(info().error()).isNull();
    }

    @Test
    void shouldAskAgainWithoutAnswer() {
        fixture.request();
        fixture.lane().advance(Duration.ofSeconds(30));
        assertThat(fixture.requests()).isEmpty();

        fixture.request(Duration.ofMillis(10_200));
    }

    @Test
    void shouldAskOlderServerForLess() {
        fixture.refuse(fixture.request(), 412, 10185, "JetStream minimum api level required");

        Received request = fixture.request(Duration.ZERO);

        assertThat(request.headers()).isEmpty();
        assertThat(request.payload()).doesNotContain("sourcing");
        assertThat(fixture.consumer()).matches("JS_MIRROR_\\w{8}_\\w{8}");
    }

    @Test
    void shouldGoOnBehindRestart() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(5, 1, 1, "o.a", "x");

        fixture.restart();

        assertThat(fixture.request().payload()).contains("\"opt_start_seq\":6");
    }

    @Test
    void shouldStartWhereConfigured() {
        startAnew(new StreamSource("O", 17, null, "", List.of(), null, null));
        assertThat(fixture.request().payload())
                .contains("\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":17");
        startAnew(new StreamSource("O", 0, Instant.parse("2026-01-01T00:00:00Z"), "", List.of(), null, null));
        assertThat(fixture.request().payload())
                .contains("\"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"2026-01-01T00:00:00Z\"");
    }

    @Test
    void shouldAskForFilterAndTransform() {
        startAnew(new StreamSource(
                "O", 0, null, "", List.of(new SubjectTransformConfig("o.*", "m.{{wildcard(1)}}")), null, null));
        Received request = fixture.request();
        fixture.accept(request, 0, "");
        fixture.deliver(1, 1, 1, "o.a", "x");

        assertThat(request.subject()).isEqualTo("$JS.API.CONSUMER.CREATE.O." + fixture.consumer() + ".o.*");
        assertThat(request.payload()).contains("\"filter_subject\":\"o.*\"");
        assertThat(fixture.stored(1)).startsWith("m.a|");
        assertThat(info().subjectTransforms()).containsExactly(new SubjectTransformConfig("o.*", "m.{{wildcard(1)}}"));
    }

    @Test
    void shouldReachExternalOrigin() {
        startAnew(
                new StreamSource("O", 0, null, "", List.of(), new ExternalStream("$JS.hub.API", "deliver.here"), null));
        var hub = fixture.lane().subscribe("$JS.hub.API.>");
        fixture.lane().advance(Duration.ofSeconds(3));

        assertThat(hub.all()).singleElement().satisfies(request -> {
            assertThat(request.subject()).isEqualTo("$JS.hub.API.CONSUMER.CREATE.O");
            assertThat(request.payload()).containsPattern("\"deliver_subject\":\"deliver\\.here\\.M\\.\\w{8}\"");
        });
    }

    @Test
    void shouldResetConfiguredConsumer() {
        startAnew(new StreamSource("O", 0, null, "", List.of(), null, new StreamConsumerSource("dur", "to.mirror")));
        Received request = fixture.request();
        fixture.answer(
                request,
                "",
                "{\"name\":\"dur\",\"config\":{\"deliver_subject\":\"to.mirror\",\"ack_policy\":\"flow_control\"},"
                        + "\"delivered\":{\"stream_seq\":0}}");
        fixture.lane().deliver("to.mirror", "o.a", "$JS.ACK.O.dur.1.1.1.5.0", "", "x");

        assertThat(request.subject()).isEqualTo("$JS.API.CONSUMER.RESET.O.dur");
        assertThat(request.payload()).isEmpty();
        assertThat(fixture.stored(1)).isEqualTo("o.a||x|5");
    }

    @Test
    void shouldInsistOnFlowControlOfConfiguredConsumer() {
        startAnew(new StreamSource("O", 0, null, "", List.of(), null, new StreamConsumerSource("dur", "to.mirror")));

        fixture.answer(fixture.request(), "", "{\"name\":\"dur\",\"config\":{\"ack_policy\":\"explicit\"}}");

        assertThat(Objects.requireNonNull(info().error()).errCode()).isEqualTo(10214);
    }

    @Test
    void shouldAnswerDirectGetsOfOriginOnceCaughtUp() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 30, "o.a", "one");
        var inbox = fixture.lane().subscribe("_INBOX.d");
        fixture.lane().publish("$JS.API.DIRECT.GET.O.o.a", "_INBOX.d", "", "");
        assertThat(inbox.take()).isEmpty();

        fixture.deliver(2, 2, 9, "o.a", "two");
        fixture.lane().publish("$JS.API.DIRECT.GET.O.o.a", "_INBOX.d", "", "");

        assertThat(inbox.take()).singleElement().satisfies(answer -> {
            assertThat(answer.payload()).isEqualTo("two");
            assertThat(answer.headers()).contains("Nats-Stream: S\r\n", "Nats-Sequence: 2\r\n");
        });
    }

    @Test
    void shouldBecomeAnOrdinaryStream() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(5, 1, 1, "o.a", "x");

        fixture.update(builder -> builder.mirror(null).mirrorDirect(false).subjects(List.of("s.>")));
        fixture.deliver(6, 2, 1, "o.a", "late");
        fixture.lane().publish("s.1", null, "", "own");

        assertThat(fixture.requests())
                .extracting(Received::subject)
                .containsExactly("$JS.API.CONSUMER.DELETE.O." + fixture.consumer());
        assertThat(fixture.stored(6)).startsWith("s.1||own|");
        assertThat(fixture.stream().mirrorInfo()).isNull();
    }

    @Test
    void shouldTryAgainWhenDeviceWasFullAtTheConnection() {
        // given
        fixture.diskFull(true);
        fixture.accept(fixture.request(), 99, "");
        fixture.diskFull(false);

        // when
        fixture.accept(fixture.request(Duration.ofSeconds(13)), 99, "");
        fixture.deliver(100, 1, 1, "o.a", "x");

        // then
        assertThat(fixture.stored(100)).startsWith("o.a|");
    }

    /** ADR-43: without {@code allow_msg_ttl} mirrors and sources store the header, and nothing else. */
    @Test
    void shouldNotExpireByTtlOfMessageUnlessAllowed() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 0, "o.a", "x", "Nats-TTL: 1");

        fixture.lane().advance(Duration.ofSeconds(5));

        assertThat(fixture.store().messages()).isEqualTo(1);
    }
}
