package dev.natsbroker.broker.jetstream.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.disk.PowerCutError;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss of power, failing and full devices: nothing that the journal has is lost, and nothing comes back. */
class FileStoreCrashTest {
    private final NewMessage message = new NewMessage();
    private final StoredMessage view = new StoredMessage();
    private final TreeMap<Long, String> model = new TreeMap<>();

    @Test
    void shouldSurviveALossOfPowerAtEachStepOfCheckpoints() {
        for (int cut = 0; cut < 150; cut++) {
            survivesCutAfter(cut, new Random(cut * 31L));
        }
    }

    private void survivesCutAfter(int cut, Random random) {
        model.clear();
        FileStoreRig rig = new FileStoreRig(cut);
        FileStreamStore store = rig.create();
        ConsumerStore consumer = store.createConsumer("C", "meta".getBytes(UTF_8), new FileStoreRig.TextState());
        change(store, consumer, random, 60);
        rig.checkpoint(store);
        change(store, consumer, random, 60);
        rig.disk.cutPowerAfter(cut);
        try {
            for (int i = 0; i < 3; i++) {
                rig.checkpoint(store);
                change(store, consumer, random, 40);
            }
        } catch (PowerCutError e) {
            // the point of it
        }
        FileStreamStore opened = rig.crashAndOpen();
        // an append that was logged, but whose power was cut before the model had it
        for (long sequence = 1; sequence <= opened.lastSequence(); sequence++) {
            if (sequence <= (model.isEmpty() ? 0 : model.lastKey())) {
                assertThat(text(opened, sequence))
                        .as("cut %d, message %d", cut, sequence)
                        .isEqualTo(model.get(sequence));
            }
        }
        assertThat(opened.damage()).as("cut %d", cut).isNull();
        rig.checkpoint(opened);
        FileStreamStore again = rig.crashAndOpen();
        assertThat(again.lastSequence()).isEqualTo(opened.lastSequence());
        assertThat(again.messages()).isEqualTo(opened.messages());
        assertThat(again.bytes()).isEqualTo(opened.bytes());
        assertThat(again.recoveredConsumers().get(0).state().toString())
                .isEqualTo(opened.recoveredConsumers().get(0).state().toString());
    }

    private void change(FileStreamStore store, ConsumerStore consumer, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(3) > 0 || model.isEmpty()) {
                long sequence = store.lastSequence() + 1;
                String payload = "payload-" + sequence + "x".repeat(random.nextInt(150));
                model.put(sequence, payload);
                append(store, "s." + random.nextInt(5), payload);
                byte[] effect = ("," + sequence).getBytes(UTF_8);
                consumer.log(effect, 0, effect.length);
            } else {
                Long key = model.floorKey(1L + random.nextInt((int) store.lastSequence()));
                if (key != null) {
                    model.remove(key);
                    assertThat(store.remove(key, random.nextBoolean())).isTrue();
                }
            }
        }
    }

    private void append(StreamStore store, String subject, String payload) {
        message.sequence = store.lastSequence() + 1;
        message.timeNanos = message.sequence;
        message.subject(subject.getBytes(UTF_8), 0, subject.length());
        message.payload(payload.getBytes(UTF_8), 0, payload.length());
        store.append(message);
    }

    private String text(StreamStore store, long sequence) {
        return store.read(sequence, view)
                ? new String(view.buffer(), view.payloadOffset(), view.payloadLength(), UTF_8)
                : null;
    }

    @Test
    void shouldIsolateADamagedRecord() {
        FileStoreRig rig = filled(60);
        rig.disk.flipBit(segment(rig, 0), SegmentHeader.SIZE + 40, 3);

        FileStreamStore store = rig.load();

        assertThat(text(store, 1)).isNull();
        assertThat(store.damage().sequences()).containsExactly(1L);
        for (long sequence = 2; sequence <= 60; sequence++) {
            assertThat(text(store, sequence)).isEqualTo("payload-" + sequence);
        }
        assertThat(store.messages()).isEqualTo(59);
        append(store, "s", "more");
        assertThat(store.lastSequence()).isEqualTo(61);
    }

    @Test
    void shouldServeTheRestWhateverBitIsFlipped() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            FileStoreRig rig = filled(60);
            Path path = anyFile(rig, random);
            rig.disk.flipRandomBit(path);
            boolean described = !path.endsWith("stream.meta");
            if (!described) {
                assertThatThrownBy(rig::load).isInstanceOf(UnreadableStoreException.class);
                continue;
            }
            FileStreamStore store = rig.load();
            int lost = 0;
            for (long sequence = 1; sequence <= 60; sequence++) {
                String read = text(store, sequence);
                lost += read == null ? 1 : 0;
                assertThat(read).as("%s, %d", path, sequence).isIn(null, "payload-" + sequence);
            }
            boolean derived = path.toString().endsWith(".idx");
            assertThat(lost)
                    .as(path.toString())
                    .isLessThanOrEqualTo(path.toString().endsWith(".seg") ? 30 : 0);
            assertThat(store.damage() == null).as(path.toString()).isEqualTo(derived);
            assertThat(store.lastSequence()).isEqualTo(60);
        }
    }

    private Path anyFile(FileStoreRig rig, Random random) throws IOException {
        Path directory = switch (random.nextInt(3)) {
            case 0 -> FileStoreRig.DIRECTORY;
            case 1 -> FileStoreRig.DIRECTORY.resolve("msgs");
            default -> FileStoreRig.DIRECTORY.resolve("consumers");
        };
        var files = rig.disk.list(directory).stream()
                .filter(path -> !rig.disk.isDirectory(path))
                .toList();
        return files.get(random.nextInt(files.size()));
    }

    private FileStoreRig filled(int count) {
        FileStoreRig rig = new FileStoreRig(3);
        FileStreamStore store = rig.create();
        store.createConsumer("C", new byte[3], new FileStoreRig.TextState());
        for (int i = 1; i <= count; i++) {
            append(store, "s." + i % 3, "payload-" + i);
        }
        rig.checkpoint(store);
        store.close();
        return rig;
    }

    private static Path segment(FileStoreRig rig, int number) {
        try {
            return rig.disk.list(FileStoreRig.DIRECTORY.resolve("msgs")).stream()
                    .filter(path -> path.toString().endsWith(".seg"))
                    .toList()
                    .get(number);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldReportAMissingSegmentAndServeTheOthers() throws IOException {
        FileStoreRig rig = filled(60);
        rig.disk.delete(segment(rig, 0));

        FileStreamStore store = rig.load();

        assertThat(store.damage().reports()).anyMatch(report -> report.contains("lost"));
        assertThat(text(store, 60)).isEqualTo("payload-60");
        assertThat(store.firstSequence()).isGreaterThan(1);
        assertThat(store.messages()).isEqualTo(60 - store.firstSequence() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "idx"})
    void shouldDoWithoutDerivedFiles(String ending) throws IOException {
        FileStoreRig rig = filled(60);
        for (Path directory : new Path[] {FileStoreRig.DIRECTORY, FileStoreRig.DIRECTORY.resolve("msgs")}) {
            for (Path path : rig.disk.list(directory)) {
                if (path.toString().endsWith(ending)) {
                    rig.disk.delete(path);
                }
            }
        }

        FileStreamStore store = rig.open();

        assertThat(store.messages()).isEqualTo(60);
        for (long sequence = 1; sequence <= 60; sequence++) {
            assertThat(text(store, sequence)).isEqualTo("payload-" + sequence);
        }
    }

    @Test
    void shouldRefuseAppendsWhileTheDiskIsFullAndGoOnAfterwards() {
        FileStoreRig rig = filled(10);
        FileStreamStore store = rig.load();
        rig.disk.capacity(rig.disk.usedBytes());

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        append(store, "s", "y".repeat(100));
                    }
                })
                .isInstanceOf(StoreFullException.class);
        long last = store.lastSequence();
        int logged = rig.log.entries.size();
        assertThat(store.isFull()).isTrue();
        assertThatThrownBy(() -> append(store, "s", "y")).isInstanceOf(StoreFullException.class);
        assertThat(rig.log.entries).hasSize(logged);
        assertThat(text(store, last)).isEqualTo("y".repeat(100));
        assertThat(text(store, 3)).isEqualTo("payload-3");
        assertThat(store.remove(3, false)).isTrue();

        rig.disk.capacity(Long.MAX_VALUE);
        append(store, "s", "z");

        assertThat(store.isFull()).isFalse();
        assertThat(store.lastSequence()).isEqualTo(last + 1);
        FileStreamStore opened = rig.crashAndOpen();
        assertThat(opened.lastSequence()).isEqualTo(last + 1);
        assertThat(text(opened, 3)).isNull();
        assertThat(text(opened, last + 1)).isEqualTo("z");
    }

    @Test
    void shouldTakeNoChangesAfterAFailedForce() throws IOException {
        FileStoreRig rig = filled(10);
        FileStreamStore store = rig.load();
        append(store, "s", "last");
        var work = store.checkpoint(rig.log.position());
        rig.disk.failForce(1);

        assertThatThrownBy(work::write).isInstanceOf(IOException.class);

        assertThatThrownBy(() -> append(store, "s", "no")).isInstanceOf(StoreFailedException.class);
        assertThatThrownBy(() -> store.remove(1, false)).isInstanceOf(StoreFailedException.class);
        assertThat(text(store, 11)).isEqualTo("last");
        assertThat(text(store, 1)).isEqualTo("payload-1");
    }

    @Test
    void shouldReportAReadErrorAndGoOn() {
        FileStoreRig rig = filled(60);
        FileStreamStore store = rig.load();
        rig.disk.failReads(path -> path.equals(segment(rig, 1)));

        int missing = 0;
        for (long sequence = 1; sequence <= 60; sequence++) {
            missing += text(store, sequence) == null ? 1 : 0;
        }

        assertThat(missing).isBetween(1, 50);
        assertThat(store.damage().reports()).isNotEmpty();
    }

    @Test
    void shouldOverwriteErasedMessagesWithTheCheckpoint() throws IOException {
        FileStoreRig rig = filled(60);
        FileStreamStore store = rig.load();
        assertThat(content(rig)).contains("payload-7\u0000".substring(0, 9));

        store.remove(7, true);
        append(store, "s", "secret-in-the-tail");
        store.remove(61, true);
        rig.checkpoint(store);

        assertThat(content(rig))
                .doesNotContain("payload-7")
                .doesNotContain("secret")
                .contains("payload-8");
        FileStreamStore opened = rig.crashAndOpen();
        assertThat(text(opened, 7)).isNull();
        assertThat(opened.messages()).isEqualTo(59);
        assertThat(opened.damage()).isNull();
    }

    private static String content(FileStoreRig rig) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path path : rig.disk.list(FileStoreRig.DIRECTORY.resolve("msgs"))) {
            try (var file = rig.disk.openExisting(path)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(java.nio.ByteBuffer.wrap(bytes), 0);
                all.append(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** A checkpoint that was written but given up, because another stream had no room, is followed by one that writes indexes again. */
    @Test
    void shouldKnowSubjectsWhenAnIndexIsYoungerThanTheCheckpoint() throws IOException {
        for (int cut = 0; cut < 25; cut++) {
            FileStoreRig rig = new FileStoreRig(cut);
            FileStreamStore store = rig.create();
            for (int i = 1; i <= 30; i++) {
                append(store, i == 2 ? "rare" : "often", "x".repeat(200));
            }
            var givenUp = store.checkpoint(rig.log.position());
            givenUp.write();
            givenUp.abandoned();
            store.purge("rare".getBytes(UTF_8), Long.MAX_VALUE, 0);
            rig.disk.cutPowerAfter(cut);
            try {
                rig.checkpoint(store);
            } catch (PowerCutError e) {
                // the point of it
            }

            FileStreamStore opened = rig.crashAndOpen();

            assertThat(opened.messages()).as("cut %d", cut).isEqualTo(29);
            assertThat(opened.subjectCount()).as("cut %d", cut).isEqualTo(1);
            assertThat(text(opened, 2)).as("cut %d", cut).isNull();
        }
    }

    /** Another stream may have the directory by then. */
    @Test
    void shouldNeitherReadNorWriteFilesWhenItIsDeleted() {
        FileStoreRig rig = filled(60);
        FileStreamStore store = rig.load();

        store.delete();
        FileStreamStore next = rig.create();
        append(next, "s", "of-the-next");

        assertThat(text(store, 1)).isNull();
        assertThat(store.firstTimeNanos()).isZero();
        assertThat(store.messages()).isEqualTo(60);
        assertThatThrownBy(() -> append(store, "s", "late")).isInstanceOf(StoreFailedException.class);
        assertThatThrownBy(() -> store.purge(new byte[] {'>'}, Long.MAX_VALUE, 0))
                .isInstanceOf(StoreFailedException.class);
        rig.checkpoint(next);
        assertThat(text(next, 1)).isEqualTo("of-the-next");
    }

    @Test
    void shouldGiveBackTheSpaceOfDeletedMessages() {
        FileStoreRig rig = filled(500);
        FileStreamStore store = rig.load();
        long before = rig.disk.usedBytes();
        for (long sequence = 1; sequence <= 500; sequence++) {
            if (sequence % 10 != 0) {
                store.remove(sequence, false);
            }
        }

        for (int i = 0; i < 20; i++) {
            rig.checkpoint(store);
        }

        assertThat(rig.disk.usedBytes()).isLessThan(before / 2);
        for (long sequence = 10; sequence <= 500; sequence += 10) {
            assertThat(text(store, sequence)).isEqualTo("payload-" + sequence);
        }
        FileStreamStore opened = rig.crashAndOpen();
        assertThat(opened.messages()).isEqualTo(50);
        for (long sequence = 10; sequence <= 500; sequence += 10) {
            assertThat(text(opened, sequence)).isEqualTo("payload-" + sequence);
        }
        opened.purge(">".getBytes(UTF_8), 501, 0);
        rig.checkpoint(opened);
        rig.checkpoint(opened);
        assertThat(rig.crashAndOpen().lastSequence()).isEqualTo(500);
    }

    @Test
    void shouldStoreCompressed() {
        FileStoreRig rig = new FileStoreRig(9);
        FileStreamStore store = rig.create();
        append(store, "s", "a".repeat(1000));
        store.compress(true);
        append(store, "s", "b".repeat(1000));
        append(store, "s", "short");
        rig.checkpoint(store);

        FileStreamStore opened = rig.crashAndOpen();

        assertThat(text(opened, 1)).isEqualTo("a".repeat(1000));
        assertThat(text(opened, 2)).isEqualTo("b".repeat(1000));
        assertThat(text(opened, 3)).isEqualTo("short");
        assertThat(opened.bytes()).isEqualTo(store.bytes()).isEqualTo(2 * 1031 + 36);
    }
}
