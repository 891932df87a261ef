package dev.natsbroker.broker.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SyncPolicy;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that somebody else was at: what is intact is served, the rest is told of and left alone. */
class ForeignStoreTest {
    private static final EngineLife.Shape SHAPE = new EngineLife.Shape(
            1,
            true,
            new JournalOptions(1 << 14, 1 << 12, 1 << 12, 4, 1, SyncPolicy.ALWAYS, Duration.ofSeconds(1)),
            new FileStoreOptions(2048, 512, 1 << 16, 2));
    private static final Path STREAMS = EngineLife.STORE.resolve("jetstream/accounts/+a/streams");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private SimulatedDisk disk = new SimulatedDisk(1);

    ForeignStoreTest() throws IOException {
        disk.createDirectories(EngineLife.STORE);
        EngineLife server = start();
        for (String name : List.of("X", "Y")) {
            server.publish(
                    "$JS.API.STREAM.CREATE." + name,
                    "_R.1",
                    "",
                    "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + ".>\"],\"storage\":\"file\"}");
            server.settle();
            for (int i = 0; i < 100; i++) {
                server.publish(name + ".a", "_R.2", "", "message " + i + " " + "x".repeat(50));
                server.settle();
            }
        }
        server.stop();
        disk = disk.image(false);
    }

    private EngineLife start() throws IOException {
        EngineLife server = new EngineLife(disk, clock, SHAPE, 1, heard -> {});
        server.start();
        return server;
    }

    private static long messages(EngineLife server, String name) {
        return server.served().snapshot().stream()
                .filter(entry -> entry.name().equals(name))
                .mapToLong(
                        entry -> Objects.requireNonNull(entry.stream()).store().messages())
                .findFirst()
                .orElse(-1);
    }

    private Path file(String end) {
        return disk.files(path -> path.startsWith(STREAMS.resolve("+x"))
                        && path.toString().endsWith(end))
                .get(0);
    }

    private void overwrite(Path path, long at, byte... bytes) throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.write(ByteBuffer.wrap(bytes), at);
            file.force();
        }
    }

    @Test
    void shouldServeEverythingOfAHealthyStore() throws IOException {
        EngineLife server = start();

        assertThat(messages(server, "X")).isEqualTo(100);
        assertThat(messages(server, "Y")).isEqualTo(100);
        assertThat(server.troubles).isEmpty();
    }

    @Test
    void shouldLeaveAStreamAloneWhoseDescriptionIsGone() throws IOException {
        disk.delete(file("stream.meta"));
        List<Path> before = disk.files(path -> path.startsWith(STREAMS.resolve("+x")));

        EngineLife server = start();

        assertThat(messages(server, "X")).isEqualTo(-1);
        assertThat(messages(server, "Y")).isEqualTo(100);
        assertThat(server.unreadable()).hasSize(1);
        assertThat(server.troubles).hasSize(1).first().asString().contains("has no stream.meta", "Nothing was changed");
        assertThat(disk.files(path -> path.startsWith(STREAMS.resolve("+x")))).isEqualTo(before);
    }

    @Test
    void shouldLeaveAStreamOfANewerVersionAlone() throws IOException {
        Path meta = file("stream.meta");
        ByteBuffer frame;
        try (DiskFile file = disk.openExisting(meta)) {
            frame = ByteBuffer.allocate((int) file.size()).order(ByteOrder.LITTLE_ENDIAN);
            file.read(frame, 0);
        }
        CRC32C crc = new CRC32C();
        frame.putShort(4, (short) 99);
        crc.update(frame.array(), 0, frame.capacity() - 4);
        frame.putInt(frame.capacity() - 4, (int) crc.getValue());
        overwrite(meta, 0, frame.array());

        EngineLife server = start();

        assertThat(messages(server, "X")).isEqualTo(-1);
        assertThat(messages(server, "Y")).isEqualTo(100);
        assertThat(server.troubles).hasSize(1).first().asString().contains("version");
    }

    @Test
    void shouldReadAStreamWithoutItsCheckpoint() throws IOException {
        disk.delete(file("checkpoint"));

        EngineLife server = start();

        assertThat(messages(server, "X")).isEqualTo(100);
        assertThat(server.troubles).isNotEmpty();
    }

    @Test
    void shouldServeTheRestOfAStreamThatHasLostASegment() throws IOException {
        disk.delete(file(".seg"));

        EngineLife server = start();

        assertThat(messages(server, "X")).isBetween(50L, 99L);
        assertThat(messages(server, "Y")).isEqualTo(100);
        assertThat(server.troubles).isNotEmpty();
    }

    @Test
    void shouldServeTheRestOfATruncatedSegment() throws IOException {
        try (DiskFile file = disk.openExisting(file(".seg"))) {
            file.truncate(file.size() / 2);
            file.force();
        }

        EngineLife server = start();
        Stream stream = new Stream(server);

        assertThat(stream.readable()).isBetween(50L, 99L);
        assertThat(messages(server, "Y")).isEqualTo(100);
    }

    private record Stream(EngineLife server) {
        long readable() {
            return server.served().snapshot().stream()
                    .filter(entry -> entry.name().equals("X"))
                    .map(entry -> StreamSnapshot.of(Objects.requireNonNull(entry.stream())))
                    .mapToLong(snapshot -> snapshot.messages().size())
                    .sum();
        }
    }

    @Test
    void shouldRefuseAJournalOfANewerVersionAndChangeNothing() throws IOException {
        Path marker = disk.files(path -> path.toString().contains("lane-0") && path.endsWith("checkpoint")).stream()
                .findFirst()
                .orElseThrow();
        disk.delete(marker);
        overwrite(
                marker.resolveSibling("0000000000000001-0000000000000001.journal"),
                0,
                "this is no journal".getBytes(StandardCharsets.US_ASCII));
        List<Path> before = disk.files(path -> true);

        assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("untouched");
        assertThat(disk.files(path -> true)).isEqualTo(before);
    }

    @Test
    void shouldSurviveAnyFlippedBitOfASegmentWithoutInventingAnything() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 10; i++) {
            ForeignStoreTest other = new ForeignStoreTest();
            List<Path> segments = other.disk.files(path -> path.toString().endsWith(".seg"));
            other.disk.flipRandomBit(segments.get(random.nextInt(segments.size())));
            EngineLife server = other.start();
            long readable = 0;
            for (StreamEntry entry : server.served().snapshot()) {
                StreamSnapshot found = StreamSnapshot.of(Objects.requireNonNull(entry.stream()));
                readable += found.messages().size();
                found.messages()
                        .forEach((sequence, message) -> assertThat(message.text())
                                .startsWith(entry.name() + ".a|message " + (sequence - 1) + " xxx"));
            }
            assertThat(readable).isBetween(150L, 200L);
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsInUse(@TempDir Path folder) throws IOException {
        try (StoreRoot first = StoreRoot.open(Disk.system(), folder.resolve("jetstream"))) {
            assertThat(first.streams()).isEmpty();
            assertThatThrownBy(() -> StoreRoot.open(Disk.system(), folder.resolve("jetstream")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another server");
        }
    }
}
