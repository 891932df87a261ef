package dev.natsbroker.broker.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SyncPolicy;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator gets out of a full disk by the commands of NATS alone. */
class FullDiskTest {
    private static final EngineLife.Shape SHAPE = new EngineLife.Shape(
            1,
            true,
            new JournalOptions(1 << 18, 1 << 13, 1 << 13, 4, 2, SyncPolicy.ALWAYS, Duration.ofSeconds(1)),
            new FileStoreOptions(1 << 17, 1 << 12, 1 << 20, 2));
    private static final long CAPACITY = 3 << 20;
    private static final String FULL = "\"err_code\":10023";
    private static final String PAYLOAD = "x".repeat(1000);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final List<EngineLife.Heard> heard = new ArrayList<>();
    private SimulatedDisk disk = new SimulatedDisk(1);
    private EngineLife server = new EngineLife(disk, clock, SHAPE, 1, heard::add);

    @BeforeEach
    void fillTheDisk() throws IOException {
        disk.createDirectories(EngineLife.STORE);
        disk.syncDirectory(EngineLife.STORE.getParent());
        disk.capacity(CAPACITY);
        server.start();
        for (String name : List.of("A", "B", "C")) {
            ask("$JS.API.STREAM.CREATE." + name, config(name, ""));
        }
        for (int i = 0; i < 500; i++) {
            ask("A", PAYLOAD);
            ask("B", PAYLOAD);
        }
        fill("C");
    }

    private static String config(String name, String more) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + "\"],\"storage\":\"file\"" + more + "}";
    }

    private String ask(String subject, String payload) {
        heard.clear();
        server.publish(subject, "_R.1", "", payload);
        server.settle();
        return heard.isEmpty() ? "" : heard.get(0).payload();
    }

    /** Publishes until that has been refused for a while. */
    private void fill(String stream) {
        int refused = 0;
        for (int i = 0; i < 20_000 && refused < 20; i++) {
            String answer = ask(stream, PAYLOAD);
            if (answer.contains("error")) {
                assertThat(answer).contains(FULL);
                refused++;
                letTimePass(1);
            }
        }
        assertThat(refused).isEqualTo(20);
        assertThat(server.hasFailed()).isFalse();
    }

    private void letTimePass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            server.settle();
        }
    }

    private void requireRoom(long before, long bytes) {
        letTimePass(10);
        assertThat(disk.usedBytes()).isLessThan(before - bytes);
        assertThat(ask("C", PAYLOAD)).contains("\"seq\":");
        assertThat(server.troubles).isEmpty();
        assertThat(server.hasFailed()).isFalse();
    }

    private long messages(String stream) {
        return ofStream(stream, 0);
    }

    private long last(String stream) {
        return ofStream(stream, 1);
    }

    private long ofStream(String name, int what) {
        var store = server.served().snapshot().stream()
                .filter(entry -> entry.name().equals(name))
                .map(entry -> Objects.requireNonNull(entry.stream()).store())
                .findFirst()
                .orElseThrow();
        LongSupplier figure = what == 0 ? store::messages : store::lastSequence;
        return figure.getAsLong();
    }

    @Test
    void shouldRefusePublishesAndServeReads() {
        assertThat(ask("A", PAYLOAD)).contains(FULL);
        assertThat(ask("$JS.API.STREAM.MSG.GET.A", "{\"seq\":7}")).contains("\"seq\":7");
        assertThat(ask("$JS.API.CONSUMER.CREATE.A", "{\"stream_name\":\"A\",\"config\":{\"ack_policy\":\"none\"}}"))
                .contains("num_pending");
        assertThat(ask("$JS.API.STREAM.CREATE.D", config("D", ""))).containsAnyOf("did_create", "\"err_code\":10047");
    }

    @Test
    void shouldGetRoomFromAPurge() {
        long before = disk.usedBytes();

        assertThat(ask("$JS.API.STREAM.PURGE.B", "")).contains("\"purged\":500");

        requireRoom(before, 300_000);
    }

    @Test
    void shouldGetRoomFromAPartialPurge() {
        long before = disk.usedBytes();

        assertThat(ask("$JS.API.STREAM.PURGE.B", "{\"keep\":10}")).contains("\"purged\":490");

        requireRoom(before, 300_000);
        assertThat(messages("B")).isEqualTo(10);
    }

    @Test
    void shouldGetRoomFromDeletedMessages() {
        long before = disk.usedBytes();

        for (int sequence = 1; sequence < 500; sequence += sequence % 20 == 19 ? 2 : 1) {
            assertThat(ask("$JS.API.STREAM.MSG.DELETE.B", "{\"seq\":" + sequence + "}"))
                    .contains("true");
        }

        requireRoom(before, 200_000);
    }

    @Test
    void shouldGetRoomFromADeletedStream() {
        long before = disk.usedBytes();

        assertThat(ask("$JS.API.STREAM.DELETE.A", "")).contains("true");

        requireRoom(before, 300_000);
    }

    @Test
    void shouldGetRoomFromLimits() {
        long before = disk.usedBytes();

        assertThat(ask("$JS.API.STREAM.UPDATE.A", config("A", ",\"max_msgs\":20")))
                .contains("\"messages\":20");

        requireRoom(before, 300_000);
        assertThat(last("A")).isEqualTo(500);
    }

    @Test
    void shouldFillAndEmptyAgainAndAgain() throws IOException {
        for (int round = 0; round < 5; round++) {
            ask("$JS.API.STREAM.PURGE.C", "");
            letTimePass(5);
            assertThat(ask("C", PAYLOAD)).contains("\"seq\":");
            fill("C");
        }
        long kept = messages("C");

        disk = disk.image(true);
        server = new EngineLife(disk, clock, SHAPE, 1, heard::add);
        server.start();

        assertThat(server.troubles).isEmpty();
        assertThat(messages("A")).isEqualTo(500);
        assertThat(messages("C")).isEqualTo(kept);
    }

    @Test
    void shouldStartOnAFullDisk() throws IOException {
        disk = disk.image(false);
        disk.capacity(CAPACITY);
        server = new EngineLife(disk, clock, SHAPE, 1, heard::add);
        server.start();

        assertThat(messages("A")).isEqualTo(500);
        assertThat(ask("$JS.API.STREAM.MSG.GET.A", "{\"seq\":7}")).contains("\"seq\":7");
        ask("$JS.API.STREAM.PURGE.A", "");
        letTimePass(10);
        assertThat(ask("B", PAYLOAD)).contains("\"seq\":501");
    }
}
