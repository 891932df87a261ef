package dev.natsbroker.broker.jetstream.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept beside the messages: the stream's description, its consumers, and directories that are none of ours. */
class FileStoreAssetsTest {
    private final FileStoreRig rig = new FileStoreRig(11);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepConsumersExactly(boolean checkpointed) {
        FileStreamStore store = rig.create();
        ConsumerStore one = store.createConsumer("one", "1".getBytes(UTF_8), state("start"));
        ConsumerStore two = store.createConsumer("two", "2".getBytes(UTF_8), state(""));
        log(one, "-a");
        log(two, "-b");
        if (checkpointed) {
            one.update("1b".getBytes(UTF_8));
            rig.checkpoint(store);
        } else {
            one.update("1b".getBytes(UTF_8));
        }
        log(one, "-c");
        two.delete();
        ConsumerStore again = store.createConsumer("two", "3".getBytes(UTF_8), state("new"));
        log(again, "-d");

        FileStreamStore opened = rig.crashAndOpen();

        // the state is the consumer's own to change: what it was at the checkpoint plus the logged effects
        String expected = checkpointed ? "start-c" : "start-a-c";
        assertThat(consumers(opened)).containsExactlyInAnyOrder("one|1b|" + expected, "two|3|new-d");
        rig.checkpoint(opened);
        assertThat(consumers(rig.crashAndOpen())).containsExactlyInAnyOrder("one|1b|" + expected, "two|3|new-d");
    }

    @Test
    void shouldForgetADeletedConsumerForGood() {
        FileStreamStore store = rig.create();
        ConsumerStore one = store.createConsumer("one", new byte[0], state(""));
        rig.checkpoint(store);
        one.delete();
        assertThatThrownBy(() -> log(one, "x")).isInstanceOf(IllegalStateException.class);

        assertThat(consumers(rig.crashAndOpen())).isEmpty();
        FileStreamStore opened = rig.crashAndOpen();
        rig.checkpoint(opened);

        assertThat(consumers(rig.crashAndOpen())).isEmpty();
    }

    @Test
    void shouldGiveNoIdTwice() {
        FileStreamStore store = rig.create();
        store.createConsumer("one", new byte[0], state("")).delete();
        rig.checkpoint(store);
        FileStreamStore opened = rig.crashAndOpen();
        ConsumerStore two = opened.createConsumer("two", new byte[0], state(""));
        log(two, "x");

        assertThat(consumers(rig.crashAndOpen())).containsExactly("two||x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheDescription(boolean checkpointed) {
        FileStreamStore store = rig.create();
        store.updateMeta("new".getBytes(UTF_8));
        assertThat(store.isDirty()).isTrue();
        if (checkpointed) {
            rig.checkpoint(store);
            assertThat(store.isDirty()).isFalse();
        }

        FileStreamStore opened = rig.crashAndOpen();

        assertThat(opened.meta()).asString(UTF_8).isEqualTo("new");
        assertThat(opened.name()).isEqualTo("ORDERS");
        assertThat(opened.assetId()).isEqualTo(FileStoreRig.ASSET);
    }

    @Test
    void shouldRemoveADeletedStreamAtOnceAndItsRemainsAtTheNextStart() throws IOException {
        FileStreamStore store = rig.create();
        Path streams = FileStoreRig.DIRECTORY.getParent();
        rig.checkpoint(store);
        rig.disk.createDirectories(streams.resolve(".deleted-3/msgs"));

        store.delete();

        assertThat(store.isDirty()).isFalse();
        assertThat(StreamDirectories.find(rig.disk, streams)).isEmpty();
        assertThat(rig.disk.list(streams)).isEmpty();
    }

    @Test
    void shouldNotFailTheJournalWhenAStreamIsDeletedDuringItsCheckpoint() throws IOException {
        FileStreamStore store = rig.create();
        store.createConsumer("c", new byte[0], state(""));
        var work = store.checkpoint(rig.log.position());
        store.delete();

        work.write();
        work.done();
    }

    @Test
    void shouldRemoveWhatACreationThatWasCutShortHasLeft() throws IOException {
        rig.disk.createDirectories(FileStoreRig.DIRECTORY.resolve("msgs"));

        assertThat(StreamDirectories.find(rig.disk, FileStoreRig.DIRECTORY.getParent()))
                .isEmpty();
        assertThat(rig.disk.exists(FileStoreRig.DIRECTORY)).isFalse();
        assertThat(rig.create().messages()).isZero();
    }

    @Test
    void shouldLeaveADirectoryWithoutADescriptionAlone() throws IOException {
        rig.disk.createDirectories(FileStoreRig.DIRECTORY.resolve("msgs"));
        rig.disk.open(FileStoreRig.DIRECTORY.resolve("msgs").resolve("00000000000000000001.seg"));

        assertThatThrownBy(rig::load)
                .isInstanceOf(UnreadableStoreException.class)
                .hasMessageContaining("no stream.meta")
                .hasMessageContaining(FileStoreRig.DIRECTORY.toString());
        assertThat(StreamDirectories.find(rig.disk, FileStoreRig.DIRECTORY.getParent()))
                .containsExactly(FileStoreRig.DIRECTORY);
    }

    @Test
    void shouldRefuseADescriptionOfANewerVersion() throws IOException {
        rig.create();
        byte[] bytes = FileFrame.of(FileFrame.STREAM, 7, new byte[30]);
        Bytes.putShort(bytes, 4, 2);
        write(FileStoreRig.DIRECTORY.resolve("stream.meta"), FileFrame.seal(bytes));

        assertThatThrownBy(rig::load)
                .isInstanceOf(UnreadableStoreException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("reads version 1");
    }

    @Test
    void shouldRefuseToCreateOverAStream() {
        rig.create();
        assertThatThrownBy(rig::create).isInstanceOf(UnreadableStoreException.class);
    }

    @Test
    void shouldLogNothingWhenTheJournalHasFailed() {
        FileStreamStore store = rig.create();
        rig.log.failing = true;

        assertThatThrownBy(() -> store.skipTo(5, 1)).hasMessageContaining("The test says so");

        assertThat(store.lastSequence()).isZero();
        rig.log.failing = false;
        store.skipTo(5, 1);
        assertThat(rig.crashAndOpen().lastSequence()).isEqualTo(5);
    }

    @Test
    void shouldEncodeNamesSafelyAndDifferently() {
        List<String> names = Stream.of(
                        "orders",
                        "ORDERS",
                        "Orders",
                        "con",
                        "CON",
                        "com1",
                        "a b",
                        "a%20b",
                        "..",
                        "ä",
                        "x".repeat(255),
                        "x".repeat(254) + "y",
                        "X".repeat(255))
                .map(StoreNames::encode)
                .toList();
        assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_%+~-]{1,160}"))
                .doesNotContain("con", "com1");
        assertThat(names.get(0)).isEqualTo("orders");
    }

    private void write(Path path, byte[] bytes) throws IOException {
        try (DiskFile file = rig.disk.open(path)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    private static FileStoreRig.TextState state(String text) {
        FileStoreRig.TextState state = new FileStoreRig.TextState();
        state.restore(text.getBytes(UTF_8));
        return state;
    }

    private static void log(ConsumerStore consumer, String effect) {
        byte[] framed = ("#" + effect).getBytes(UTF_8);
        consumer.log(framed, 1, framed.length - 1);
    }

    private static List<String> consumers(FileStreamStore store) {
        return store.recoveredConsumers().stream()
                .map(found -> found.name() + "|" + new String(found.meta(), UTF_8) + "|" + found.state())
                .toList();
    }
}
