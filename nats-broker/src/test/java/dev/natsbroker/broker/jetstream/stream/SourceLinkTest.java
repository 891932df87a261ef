package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamConfigBuilder;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceLinkTest {
    private OriginFixture fixture = new OriginFixture(builder -> builder.sources(List.of(StreamSource.of("O"))));

    private void startAnew(UnaryOperator<StreamConfigBuilder> change) {
        fixture.close();
        fixture = new OriginFixture(change);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private StreamSourceInfo info() {
        return fixture.lane().ask(() -> fixture.stream().sourceInfos().get(0));
    }

    private static StreamSource transformed(String name, String from, String to) {
        return new StreamSource(name, 0, null, "", List.of(new SubjectTransformConfig(from, to)), null, null);
    }

    @Test
    void shouldAskForConsumer() {
        Received request = fixture.request();

        assertThat(request.subject()).isEqualTo("$JS.API.CONSUMER.CREATE.O");
        assertThat(request.headers())
                .isEqualTo("NATS/1.0\r\nNats-Required-Api-Level: 5\r\nNats-Stream-Identity: \r\n\r\n");
        assertThat(fixture.consumer()).isEqualTo("JS_SRC_" + ShortHash.of(ShortHash.of("S A")));
        assertThat(fixture.deliverSubject()).matches("\\$JS\\.S\\.\\w{8}");
        assertThat(request.payload())
                .contains("\"deliver_policy\":\"all\"", "\"sourcing\":true")
                .contains("\"_nats.src.acc\":\"A\"", "\"_nats.src.stream\":\"S\"");
    }

    @Test
    void shouldStoreWithOwnSequencesAndSourceHeader() {
        fixture.accept(fixture.request(), 6, "identity");

        fixture.deliver(7, 1, 3, "o.a", "x", "Nats-Stream-Source: P 1 > > p", "Nats-Expected-Last-Sequence: 3", "Y: 1");
        fixture.deliver(9, 2, 1, "o.b", "y");

        assertThat(fixture.stored(1))
                .startsWith("o.a|NATS/1.0 Y: 1 Nats-Stream-Source: O 7 > > o.a identity  |x|")
                .doesNotEndWith("|1007");
        assertThat(fixture.stored(2)).startsWith("o.b|NATS/1.0 Nats-Stream-Source: O 9 > > o.b identity  |y|");
        assertThat(info().seq()).isEqualTo(9);
        assertThat(info().lag()).isZero();
    }

    @Test
    void shouldGoOnFromLastHeaderBehindRestart() {
        fixture.accept(fixture.request(), 0, "id");
        fixture.deliver(7, 1, 1, "o.a", "x");

        fixture.restart();
        Received request = fixture.request();

        assertThat(request.payload()).contains("\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":8");
        assertThat(request.headers()).contains("Nats-Stream-Identity: id\r\n");
        assertThat(info().seq()).isEqualTo(7);
    }

    @Test
    void shouldGoOnFromTimeWhenEverythingIsGone() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(7, 1, 1, "o.a", "x");
        fixture.lane().run(() -> fixture.stream().store().remove(1, false));

        fixture.restart();

        assertThat(fixture.request().payload()).contains("\"deliver_policy\":\"by_start_time\"");
    }

    @Test
    void shouldKnowSourcesApartByFilterAndTransform() {
        startAnew(builder -> builder.sources(
                List.of(transformed("O", "o.a", "s.a"), transformed("O", "o.b.*", "s.{{wildcard(1)}}"))));
        fixture.lane().advance(Duration.ofMillis(200));
        List<Received> requests = fixture.requests();

        assertThat(requests)
                .extracting(Received::subject)
                .allMatch(subject ->
                        subject.matches("\\$JS\\.API\\.CONSUMER\\.CREATE\\.O\\.JS_SRC_\\w{8}\\.o\\.(a|b\\.\\*)"));
        assertThat(requests.get(0).subject()).isNotEqualTo(requests.get(1).subject());
    }

    @Test
    void shouldTransformSubjects() {
        startAnew(builder -> builder.sources(List.of(transformed("O", "o.*", "s.{{wildcard(1)}}"))));
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 1, "o.a", "x");

        assertThat(fixture.stored(1)).startsWith("s.a|NATS/1.0 Nats-Stream-Source: O 1 o.* s.{{wildcard(1)}} o.a  |x|");
        fixture.restart();
        assertThat(fixture.request().payload()).contains("\"opt_start_seq\":2");
    }

    @Test
    void shouldFetchAgainWhatStreamHasNoRoomFor() {
        startAnew(builder -> builder.sources(List.of(StreamSource.of("O")))
                .discard(DiscardPolicy.NEW)
                .maxMsgs(1));
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 2, "o.a", "x");
        fixture.deliver(2, 2, 1, "o.a", "y");

        assertThat(fixture.store().messages()).isEqualTo(1);
        assertThat(fixture.request(Duration.ofMillis(2_200)).payload()).contains("\"opt_start_seq\":2");
    }

    @Test
    void shouldSkipDuplicates() {
        startAnew(builder -> builder.sources(List.of(StreamSource.of("O"))).duplicateWindowNanos(1_000_000_000L));
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 3, "o.a", "x", "Nats-Msg-Id: m");
        fixture.deliver(2, 2, 2, "o.a", "y", "Nats-Msg-Id: m");
        fixture.deliver(3, 3, 1, "o.a", "z");

        assertThat(fixture.store().messages()).isEqualTo(2);
        assertThat(fixture.stored(2)).contains("|z|");
    }

    @Test
    void shouldBeginAnewWhenOriginWasRecreated() {
        fixture.accept(fixture.request(), 0, "old");
        fixture.deliver(7, 1, 1, "o.a", "x");
        fixture.restart();

        fixture.refuse(fixture.request(), 400, 10225, "consumer's stream identity does not match: new");
        Received request = fixture.request(Duration.ofMillis(2_200));
        fixture.accept(request, 0, "new");
        fixture.deliver(1, 1, 1, "o.a", "first");

        assertThat(request.payload()).contains("\"deliver_policy\":\"all\"");
        assertThat(fixture.stored(2)).contains("O 1 > > o.a new  |first|");
    }

    @Test
    void shouldAskOlderServersForLessStepByStep() {
        fixture.refuse(fixture.request(), 412, 10185, "level");
        Received four = fixture.request(Duration.ZERO);
        fixture.refuse(four, 412, 10185, "level");
        Received none = fixture.request(Duration.ZERO);

        assertThat(four.headers()).isEqualTo("NATS/1.0\r\nNats-Required-Api-Level: 4\r\n\r\n");
        assertThat(none.headers()).isEmpty();
        assertThat(none.payload()).doesNotContain("sourcing");
    }

    @Test
    void shouldFollowConfiguration() {
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 1, "o.a", "x");
        String consumer = fixture.consumer();

        fixture.update(builder -> builder.sources(List.of(StreamSource.of("O"), StreamSource.of("P"))));
        assertThat(fixture.request().subject()).isEqualTo("$JS.API.CONSUMER.CREATE.P");
        fixture.update(builder -> builder.sources(List.of(StreamSource.of("P"))));

        assertThat(fixture.requests())
                .extracting(Received::subject)
                .containsExactly("$JS.API.CONSUMER.DELETE.O." + consumer);
        assertThat(fixture.lane().ask(() -> fixture.stream().sourceInfos()))
                .extracting(StreamSourceInfo::name)
                .containsExactly("P");
    }

    @Test
    void shouldMergeCounters() {
        startAnew(builder -> builder.sources(List.of(StreamSource.of("O"))).allowMsgCounter(true));
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 2, "c", "{\"val\":\"5\"}", "Nats-Incr: 5");
        fixture.deliver(2, 2, 1, "c", "{\"val\":\"7\"}", "Nats-Incr: 2");

        assertThat(fixture.stored(2)).contains("Nats-Counter-Sources: {\"O\":{\"c\":\"7\"}}", "|{\"val\":\"7\"}|");
    }

    @Test
    void shouldReportLagAndError() {
        assertThat(info().activeNanos()).isEqualTo(-1);
        fixture.accept(fixture.request(), 0, "");
        fixture.deliver(1, 1, 41, "o.a", "x");
        fixture.lane().advance(Duration.ofSeconds(2));

        assertThat(info().lag()).isEqualTo(40);
        assertThat(info().activeNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
        fixture.restart();
        fixture.refuse(fixture.request(), 404, 10059, "stream not found");
        assertThat(Objects.requireNonNull(info().error()).errCode()).isEqualTo(10059);
    }
}
