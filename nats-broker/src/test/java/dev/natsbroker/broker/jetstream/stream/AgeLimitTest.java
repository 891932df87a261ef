package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.StorageType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Spec 3.10: age, TTLs of messages, delete markers. */
class AgeLimitTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldRemoveWhatIsTooOld() {
        try (var s = new StreamFixture(c -> c.maxAgeNanos(10 * SECOND))) {
            s.publish("s.1", "x");
            s.advance(Duration.ofSeconds(5));
            s.publish("s.1", "y");
            s.advance(Duration.ofMillis(4_900));
            assertThat(s.state().messages()).isEqualTo(2);
            s.advance(Duration.ofMillis(400));
            assertThat(s.state().firstSequence()).isEqualTo(2);
            s.advance(Duration.ofSeconds(5));
            assertThat(s.state().messages()).isZero();
            assertThat(s.state().firstSequence()).isEqualTo(3);
            s.publish("s.1", "z");
            s.advance(Duration.ofMillis(10_250));
            assertThat(s.state().messages()).isZero();
        }
    }

    @Test
    void shouldFollowAnotherMaxAge() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.advance(Duration.ofSeconds(60));
            s.update(c -> c.maxAgeNanos(30 * SECOND));
            s.advance(Duration.ofMillis(250));
            assertThat(s.state().messages()).isZero();
            s.publish("s.1", "x");
            s.update(c -> c.maxAgeNanos(0));
            s.advance(Duration.ofHours(1));
            assertThat(s.state().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldRemoveByMessageTtl() {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true))) {
            s.publish("s.1", "x", "Nats-TTL: 10");
            s.publish("s.1", "x", "Nats-TTL: 1.9s");
            s.publish("s.1", "x", "Nats-TTL: 1m");
            s.publish("s.1", "x");
            s.advance(Duration.ofMillis(1_250));
            assertThat(s.state().deleted()).containsExactly(2L);
            s.advance(Duration.ofSeconds(9));
            assertThat(s.state().firstSequence()).isEqualTo(3);
            s.advance(Duration.ofSeconds(60));
            assertThat(s.state().firstSequence()).isEqualTo(4);
        }
    }

    @Test
    void shouldKeepForEverWhatNeverExpires() {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true).maxAgeNanos(SECOND))) {
            s.publish("s.1", "x", "Nats-TTL: never");
            s.publish("s.2", "x");
            s.publish("s.3", "x", "Nats-TTL: Never");
            s.advance(Duration.ofSeconds(100));
            assertThat(s.state().subjects()).containsOnlyKeys("s.1", "s.3");
            s.publish("s.4", "x");
            s.advance(Duration.ofSeconds(2));
            assertThat(s.state().subjects()).containsOnlyKeys("s.1", "s.3");
        }
    }

    @Test
    void shouldKeepDeadlinesOverARestart() {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true))) {
            s.publish("s.1", "x", "Nats-TTL: 5");
            s.publish("s.1", "x", "Nats-TTL: 15");
            s.restart();
            s.advance(Duration.ofSeconds(6));
            assertThat(s.state().messages()).isEqualTo(1);
            s.lane().run(() -> s.stream().stop(false));
            s.advance(Duration.ofSeconds(60));
            assertThat(s.store().messages()).isEqualTo(1);
            s.restart();
            assertThat(s.state().messages()).isZero();
        }
    }

    @Test
    void shouldFindTtlsWhenTheyAreSwitchedOn() {
        try (var s = new StreamFixture(c -> c.duplicateWindowNanos(0))) {
            s.lane().run(() -> {
                IncomingMessage message = new IncomingMessage();
                message.take(
                        "s.1".getBytes(), StreamFixture.block("Nats-TTL: 2").getBytes(), new byte[0], true);
                s.stream().ingest().store(message);
            });
            s.advance(Duration.ofSeconds(10));
            assertThat(s.state().messages()).isEqualTo(1);
            s.update(c -> c.allowMsgTtl(true));
            s.advance(Duration.ofSeconds(1));
            assertThat(s.state().messages()).isZero();
        }
    }

    @Test
    void shouldLeaveAMarkerForTheLastMessageOfASubject() {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true)
                .allowRollup(true)
                .maxAgeNanos(10 * SECOND)
                .subjectDeleteMarkerTtlNanos(60 * SECOND))) {
            s.publish("s.1", "a");
            s.publish("s.1", "b");
            s.publish("s.2", "c", "Nats-TTL: 60");
            s.advance(Duration.ofMillis(10_250));
            assertThat(s.state().messages()).isEqualTo(2);
            assertThat(s.subject(4)).isEqualTo("s.1");
            assertThat(s.payload(4)).isEmpty();
            assertThat(s.headers(4))
                    .isEqualTo("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1m0s\r\nNats-Rollup: sub\r\n\r\n");
        }
    }

    @Test
    void shouldLeaveNoMarkerForAMarker() {
        try (var s = new StreamFixture(c -> c.allowMsgTtl(true)
                .allowRollup(true)
                .maxAgeNanos(100 * SECOND)
                .subjectDeleteMarkerTtlNanos(2 * SECOND))) {
            s.publish("s.1", "a", "Nats-TTL: 3");
            s.publish("s.2", "", "Nats-TTL: 3", "KV-Operation: PURGE");
            s.advance(Duration.ofMillis(3_250));
            assertThat(s.state().subjects()).containsOnlyKeys("s.1");
            assertThat(s.state().lastSequence()).isEqualTo(3);
            s.advance(Duration.ofMillis(2_250));
            assertThat(s.state().messages()).isZero();
            assertThat(s.state().lastSequence()).isEqualTo(3);
        }
    }

    @Test
    void shouldLeaveNoMarkerForPurgeAndDelete() {
        try (var s =
                new StreamFixture(c -> c.allowMsgTtl(true).allowRollup(true).subjectDeleteMarkerTtlNanos(2 * SECOND))) {
            s.publish("s.1", "a");
            s.publish("s.2", "a");
            s.lane().run(() -> s.stream().operations().delete(1, false));
            s.lane().run(() -> s.stream().operations().purge("", 0, 0));
            s.advance(Duration.ofSeconds(10));
            assertThat(s.state().messages()).isZero();
            assertThat(s.state().lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldRaiseShortTtlsToThatOfMarkers() {
        try (var s =
                new StreamFixture(c -> c.allowMsgTtl(true).allowRollup(true).subjectDeleteMarkerTtlNanos(5 * SECOND))) {
            s.publish("s.1", "a", "Nats-TTL: 2s", "A: b");
            s.publish("s.1", "a", "Nats-TTL: 7");
            s.publish("s.1", "a", "Nats-TTL: never");
            assertThat(s.headers(1)).isEqualTo("NATS/1.0\r\nA: b\r\nNats-TTL: 5\r\n\r\n");
            assertThat(s.headers(2)).contains("Nats-TTL: 7\r\n");
            assertThat(s.headers(3)).contains("Nats-TTL: never\r\n");
            s.advance(Duration.ofSeconds(3));
            assertThat(s.state().firstSequence()).isEqualTo(1);
        }
        try (var s = new StreamFixture(c ->
                c.allowMsgTtl(true).allowRollup(true).maxMsgsPerSubject(1).subjectDeleteMarkerTtlNanos(5 * SECOND))) {
            s.publish("s.1", "a", "Nats-TTL: 2s");
            assertThat(s.headers(1)).contains("Nats-TTL: 2s\r\n");
        }
    }

    @Test
    void shouldExpireManyInTurns() {
        try (var s = new StreamFixture(c -> c.maxAgeNanos(SECOND).allowMsgTtl(true))) {
            s.lane().run(() -> {
                IncomingMessage message = new IncomingMessage();
                for (int i = 0; i < 20_000; i++) {
                    message.take("s.1".getBytes(), new byte[0], new byte[0], false);
                    s.stream().ingest().publish(message);
                }
            });
            s.advance(Duration.ofMillis(1_000));
            s.lane().drain();
            assertThat(s.state().messages()).isZero();
        }
    }

    /** A crash must not leave a subject without its last message and without a marker. */
    @Test
    void shouldLogRemovalAndMarkerAsOne() {
        try (var s = new StreamFixture(c -> c.storage(StorageType.FILE)
                .allowMsgTtl(true)
                .allowRollup(true)
                .subjectDeleteMarkerTtlNanos(60 * SECOND)
                .maxMsgsPerSubject(1))) {
            s.publish("s.1", "a", "Nats-TTL: 1");

            s.advance(Duration.ofSeconds(2));

            assertThat(s.logged()).containsExactly("append", "beginGroup", "remove", "append", "endGroup");
        }
    }
}
