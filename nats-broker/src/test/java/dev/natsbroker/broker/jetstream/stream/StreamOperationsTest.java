package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.json.GoJsonReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec 6.1, 6.3, 6.4 and 3.5. */
class StreamOperationsTest {
    private static void run(StreamFixture s, Consumer<StreamOperations> operation) {
        s.lane().run(() -> operation.accept(s.stream().operations()));
    }

    private static long purge(StreamFixture s, String filter, long sequence, long keep) {
        return s.lane().ask(() -> s.stream().operations().purge(filter, sequence, keep));
    }

    private static void assertRefused(StreamFixture s, Consumer<StreamOperations> operation, int code, String text) {
        assertThatThrownBy(() -> run(s, operation))
                .hasRootCauseInstanceOf(JetStreamException.class)
                .satisfies(e -> {
                    var error = ((JetStreamException) e.getCause()).error();
                    assertThat(error.errCode()).isEqualTo(code);
                    assertThat(error.description()).isEqualTo(text);
                });
    }

    private static MessageCopy get(StreamFixture s, String json) {
        MessageGetRequest request =
                MessageGetRequest.read(json.getBytes(StandardCharsets.UTF_8), GoJsonReader.Unknown.REFUSE);
        return s.lane().ask(() -> s.stream().operations().get(request));
    }

    @Test
    void shouldShowItsState() {
        try (var s = new StreamFixture()) {
            assertThat(s.state().firstSequence()).isZero();
            assertThat(s.state().lastSequence()).isZero();
            for (int i = 0; i < 5; i++) {
                s.publish("s." + i % 2, "x");
            }
            run(s, o -> o.delete(2, true));
            run(s, o -> o.delete(5, true));
            StreamState state = s.state();
            assertThat(state.messages()).isEqualTo(3);
            assertThat(state.bytes()).isEqualTo(60);
            assertThat(state.deleted()).containsExactly(2L, 5L);
            assertThat(state.deletedCount()).isEqualTo(2);
            assertThat(state.subjects()).containsEntry("s.0", 2L).containsEntry("s.1", 1L);
            assertThat(state.subjectCount()).isEqualTo(2);
            assertThat(state.lastSequence()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MEMORY,0,10043,sequence 0 not found",
        "MEMORY,1,10043,sequence 1 not found",
        "MEMORY,3,10043,sequence 3 not found",
        "MEMORY,9,10043,sequence 9 not found",
        "FILE,0,10057,no message found",
        "FILE,1,10057,no message found",
        "FILE,3,10043,sequence 3 not found",
        "FILE,5,10043,sequence 5 not found",
        "FILE,9,10057,stream store EOF"
    })
    void shouldSayWhichMessageIsMissing(StorageType storage, long sequence, int code, String text) {
        try (var s = new StreamFixture(c -> c.storage(storage))) {
            for (int i = 0; i < 5; i++) {
                s.publish("s.1", "x");
            }
            run(s, o -> o.delete(1, true));
            run(s, o -> o.delete(3, true));
            run(s, o -> o.delete(5, true));
            assertRefused(s, o -> o.delete(sequence, true), code, text);
        }
    }

    @Test
    void shouldRefuseWhatIsDeniedOrSealed() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            s.update(c -> c.denyDelete(true).denyPurge(true));
            assertRefused(s, o -> o.delete(1, true), 10057, "message delete not permitted");
            assertRefused(s, o -> o.purge("", 0, 0), 10110, "stream purge not permitted");
            run(s, StreamOperations::seal);
            assertRefused(s, o -> o.delete(1, true), 10109, "invalid operation on sealed stream");
            assertRefused(s, o -> o.purge("", 0, 0), 10109, "invalid operation on sealed stream");
        }
    }

    @Test
    void shouldPurge() {
        try (var s = new StreamFixture()) {
            for (int i = 0; i < 10; i++) {
                s.publish("s." + i % 2, "x");
            }
            assertThat(purge(s, "", 1, 0)).isZero();
            assertThat(purge(s, "", 3, 0)).isEqualTo(2);
            assertThat(s.state().firstSequence()).isEqualTo(3);
            assertThat(purge(s, "s.0", 0, 1)).isEqualTo(3);
            assertThat(purge(s, "", 0, 2)).isEqualTo(3);
            assertThat(s.state().messages()).isEqualTo(2);
            assertThat(purge(s, "a..b", 0, 0)).isZero();
            assertThat(purge(s, "x.*", 0, 0)).isZero();
            assertThat(purge(s, "s.0", 100, 0)).isEqualTo(1);
            assertThat(purge(s, "", 0, 0)).isEqualTo(1);
            assertThat(s.state().firstSequence()).isEqualTo(11);
            assertThat(s.state().lastSequence()).isEqualTo(10);
            assertRefused(s, o -> o.purge("", 3, 3), 10003, "bad request");
        }
    }

    @Test
    void shouldJumpAheadByPurge() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "x");
            assertThat(purge(s, "", 100, 0)).isEqualTo(1);
            assertThat(s.state().firstSequence()).isEqualTo(100);
            assertThat(s.state().lastSequence()).isEqualTo(99);
            assertThat(s.stream().committed()).isEqualTo(99);
            assertThat(s.publish("s.1", "x")).contains("\"seq\":100}");
        }
    }

    @Test
    void shouldGetMessages() {
        try (var s = new StreamFixture()) {
            s.publish("s.1", "a", "A: b");
            s.publish("s.2", "b");
            s.publish("s.1", "");
            MessageCopy first = get(s, "{\"seq\":1}");
            assertThat(first.subject()).isEqualTo("s.1");
            assertThat(first.payload()).asString().isEqualTo("a");
            assertThat(first.headers()).asString().isEqualTo("NATS/1.0\r\nA: b\r\n\r\n");
            assertThat(get(s, "{\"seq\":1,\"no_hdr\":true}").headers()).isEmpty();
            assertThat(get(s, "{\"last_by_subj\":\"s.*\"}").sequence()).isEqualTo(3);
            assertThat(get(s, "{\"next_by_subj\":\"s.1\",\"seq\":2}").sequence())
                    .isEqualTo(3);
            assertThat(get(s, "{\"start_time\":\"2026-11-25T11:00:00Z\"}").sequence())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"seq\":0}",
                "{\"seq\":1,\"batch\":1}",
                "{\"seq\":1,\"max_bytes\":1}",
                "{\"multi_last\":[\"s.1\"]}",
                "{\"seq\":1,\"last_by_subj\":\"s.1\"}",
                "{\"last_by_subj\":\"s.1\",\"next_by_subj\":\"s.1\"}"
            })
    void shouldRefuseBadRequests(String json) {
        try (var s = new StreamFixture()) {
            assertThatThrownBy(() -> get(s, json)).cause().hasMessageContaining("bad request");
        }
    }

    @Test
    void shouldSayThatNothingWasFound() {
        try (var s = new StreamFixture()) {
            assertThatThrownBy(() -> get(s, "{\"seq\":7}")).cause().hasMessageContaining("no message found");
        }
    }

    @ParameterizedTest
    @EnumSource(StorageType.class)
    void shouldTakeNothingAfterItsEnd(StorageType storage) {
        try (var s = new StreamFixture(c -> c.storage(storage))) {
            s.publish("s.1", "x");
            s.lane().run(() -> s.stream().stop(true));
            assertThat(s.publish("s.1", "x")).isEmpty();
            assertThat(s.request("$JS.API.DIRECT.GET.S.s.1", "")).isEmpty();
        }
    }
}
