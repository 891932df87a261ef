package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.Republish;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spec 3.6 and 3.7: what gives way at a limit, and what is published again. */
class LimitsTest {
    private static final String FULL = "\"code\":503,\"err_code\":10077,\"description\":\"maximum ";

    @Test
    void shouldDropTheOldestBeyondMaxMsgs() {
        try (var s = new StreamFixture(c -> c.maxMsgs(2))) {
            for (int i = 0; i < 5; i++) {
                s.publish("s." + i, "x");
            }
            assertThat(s.state().messages()).isEqualTo(2);
            assertThat(s.state().firstSequence()).isEqualTo(4);
        }
    }

    @Test
    void shouldDropTheOldestBeyondMaxBytes() {
        try (var s = new StreamFixture(c -> c.maxBytes(100))) {
            for (int i = 0; i < 4; i++) {
                s.publish("s.1", "x".repeat(20)); // 3 + 20 + 16 bytes each
            }
            assertThat(s.state().messages()).isEqualTo(2);
            assertThat(s.state().bytes()).isEqualTo(78);
        }
    }

    @Test
    void shouldAcknowledgeAndDropAMessageBeyondMaxBytes() {
        try (var s = new StreamFixture(c -> c.maxBytes(50))) {
            s.publish("s.1", "x");
            assertThat(s.publish("s.1", "x".repeat(100))).isEqualTo("{\"stream\":\"S\",\"seq\":2}");
            assertThat(s.state().messages()).isZero();
            assertThat(s.state().firstSequence()).isEqualTo(3);
            assertThat(s.state().lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepTheLastOfEachSubject() {
        try (var s = new StreamFixture(c -> c.maxMsgsPerSubject(2))) {
            for (int i = 0; i < 4; i++) {
                s.publish("s.1", "" + i);
                s.publish("s.2", "" + i);
            }
            assertThat(s.state().messages()).isEqualTo(4);
            assertThat(s.state().firstSequence()).isEqualTo(5);
        }
    }

    @Test
    void shouldRefuseNewMessagesWhenFull() {
        try (var s = new StreamFixture(c -> c.discard(DiscardPolicy.NEW).maxMsgs(2))) {
            s.publish("s.1", "x");
            s.publish("s.1", "x");
            assertThat(s.publish("s.1", "x")).contains(FULL + "messages exceeded\"");
            s.update(c -> c.maxMsgs(-1).maxBytes(60));
            assertThat(s.publish("s.1", "x")).contains("\"seq\":3}");
            assertThat(s.publish("s.1", "x")).contains(FULL + "bytes exceeded\"");
        }
    }

    @Test
    void shouldReplaceTheSubjectsOldestWhenFull() {
        try (var s =
                new StreamFixture(c -> c.discard(DiscardPolicy.NEW).maxMsgs(2).maxMsgsPerSubject(1))) {
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            assertThat(s.publish("s.1", "x")).contains("\"seq\":3}");
            assertThat(s.publish("s.3", "x")).contains(FULL + "messages exceeded\"");
            assertThat(s.state().messages()).isEqualTo(2);
        }
    }

    @Test
    void shouldReplaceTheSubjectsOldestOnlyByWhatIsNoLarger() {
        try (var s =
                new StreamFixture(c -> c.discard(DiscardPolicy.NEW).maxBytes(60).maxMsgsPerSubject(1))) {
            s.publish("s.1", "x".repeat(40));
            assertThat(s.publish("s.1", "x".repeat(40))).contains("\"seq\":2}");
            assertThat(s.publish("s.1", "x".repeat(41))).contains(FULL + "bytes exceeded\"");
            assertThat(s.publish("s.1", "x".repeat(39))).contains("\"seq\":3}");
        }
    }

    @Test
    void shouldRefuseNewMessagesOfAFullSubject() {
        try (var s = new StreamFixture(c -> c.discard(DiscardPolicy.NEW)
                .maxMsgsPerSubject(1)
                .discardNewPerSubject(true)
                .allowRollup(true))) {
            s.publish("s.1", "x");
            assertThat(s.publish("s.1", "x")).contains(FULL + "messages per subject exceeded\"");
            assertThat(s.publish("s.1", "y", "Nats-Rollup: sub")).contains("\"seq\":2}");
            assertThat(s.state().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldEnforceLoweredLimits() {
        try (var s = new StreamFixture()) {
            for (int i = 0; i < 10; i++) {
                s.publish("s." + i % 2, "x");
            }
            s.update(c -> c.maxMsgs(8));
            assertThat(s.state().messages()).isEqualTo(8);
            s.update(c -> c.maxMsgsPerSubject(3));
            assertThat(s.state().messages()).isEqualTo(6);
            s.update(c -> c.maxBytes(60));
            assertThat(s.state().messages()).isEqualTo(3);
        }
    }

    @Test
    void shouldNotTrimWithDiscardNew() {
        try (var s = new StreamFixture(c -> c.discard(DiscardPolicy.NEW))) {
            for (int i = 0; i < 4; i++) {
                s.publish("s.1", "x");
            }
            s.update(c -> c.maxMsgs(2));
            assertThat(s.state().messages()).isEqualTo(4);
        }
    }

    @Test
    void shouldListenToItsNewSubjects() {
        try (var s = new StreamFixture()) {
            s.update(c -> c.subjects(List.of("t.>", "u")));
            assertThat(s.publish("s.1", "x")).isEmpty();
            assertThat(s.publish("t.1", "x")).contains("\"seq\":1}");
            assertThat(s.publish("u", "x")).contains("\"seq\":2}");
        }
    }

    @Test
    void shouldRepublish() {
        try (var s = new StreamFixture(c -> c.republish(new Republish("s.*", "copy.{{wildcard(1)}}", false)))) {
            Inbox copies = s.lane().subscribe("copy.>");
            s.publish("s.1", "x", "A: b");
            s.publish("s.2", "y");
            s.publish("s.1", "z");
            s.publish("s.a.b", "not this");
            List<Received> got = copies.take();
            assertThat(got).extracting(Received::subject).containsExactly("copy.1", "copy.2", "copy.1");
            assertThat(got.get(0).headers())
                    .isEqualTo("NATS/1.0\r\nA: b\r\nNats-Stream: S\r\nNats-Subject: s.1\r\nNats-Sequence: 1\r\n"
                            + "Nats-Time-Stamp: 2026-11-25T12:00:00Z\r\nNats-Last-Sequence: 0\r\n\r\n");
            assertThat(got.get(2).headers()).contains("Nats-Sequence: 3\r\n").contains("Nats-Last-Sequence: 1\r\n");
            assertThat(got.get(2).payload()).isEqualTo("z");
            assertThat(got.get(2).reply()).isNull();
        }
    }

    @Test
    void shouldRepublishHeadersOnlyOnceDurable() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE).republish(new Republish("", "copy.>", true)))) {
            Inbox copies = s.lane().subscribe("copy.>");
            s.publish("s.1", "xyz", "Nats-Msg-Id: a");
            s.lane().publish("s.1", null, StreamFixture.block("Nats-Msg-Id: a"), "");
            assertThat(copies.all()).isEmpty();
            s.sync();
            assertThat(copies.take()).singleElement().satisfies(copy -> {
                assertThat(copy.subject()).isEqualTo("copy.s.1");
                assertThat(copy.payload()).isEmpty();
                assertThat(copy.headers()).endsWith("Nats-Last-Sequence: 0\r\nNats-Msg-Size: 3\r\n\r\n");
            });
        }
    }

    @Test
    void shouldCatchUpWithItsLimitsWhenItStarts() {
        try (var s = new StreamFixture()) {
            // given
            s.publish("s.1", "a");
            s.publish("s.2", "b");
            s.publish("s.2", "c");
            s.publish("s.3", "d");
            s.publish("s.4", "e");

            // when
            s.restart(c -> c.maxMsgs(3).maxMsgsPerSubject(1));

            // then: what a subject has too much went first
            assertThat(s.state().firstSequence()).isEqualTo(3);
            assertThat(s.state().messages()).isEqualTo(3);
        }
    }
}
