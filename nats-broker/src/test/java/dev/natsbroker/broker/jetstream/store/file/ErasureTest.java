package dev.natsbroker.broker.jetstream.store.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.PowerCutError;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What was deleted with its content is overwritten, whenever the power is cut; a record that is overwritten in part is no damage. */
class ErasureTest {
    private static final String SECRET = "secret-";
    private static final int OPERATIONS = 12;

    @Test
    void shouldEraseAlthoughThePowerWasCut() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            for (int cut = 0; cut < OPERATIONS; cut++) {
                eraseWithCut(seed, cut);
            }
        }
    }

    private static void eraseWithCut(int seed, int cut) throws IOException {
        String name = "seed " + seed + ", cut after " + cut;
        FileStoreRig rig = new FileStoreRig(seed);
        FileStreamStore store = rig.create();
        for (int i = 1; i <= 8; i++) { // in two segments; longer than a sector, so that it can be overwritten in part
            append(store, i == 2 || i == 7 ? SECRET.repeat(100) : "kept-" + i + "x".repeat(200));
        }
        rig.checkpoint(store);
        store.remove(2, true);
        store.remove(7, true);
        rig.disk.cutPowerAfter(cut);
        try {
            rig.checkpoint(store);
        } catch (PowerCutError e) {
            // the point of it
        }

        FileStreamStore opened = rig.crashAndOpen();
        assertThat(opened.damage()).as(name).isNull();
        assertThat(opened.messages()).as(name).isEqualTo(6);
        rig.checkpoint(opened);

        assertThat(content(rig)).as(name).doesNotContain(SECRET);
        FileStreamStore again = rig.crashAndOpen();
        assertThat(again.damage()).as(name).isNull();
        assertThat(text(again, 6)).as(name).startsWith("kept-6");
    }

    /** A full tail is written up to a multiple of its size, in the middle of a record. */
    @Test
    void shouldEraseAMessageThatIsWrittenInPart() throws IOException {
        for (int shift = 0; shift < 700; shift += 10) {
            String name = "shifted by " + shift;
            FileStoreRig rig = new FileStoreRig(1);
            FileStreamStore store = rig.create();
            append(store, "kept-1" + "x".repeat(shift));
            append(store, SECRET.repeat(10));
            append(store, "kept-3" + "x".repeat(300)); // may write the tail
            append(store, "kept-4");

            store.remove(2, true);

            assertThat(text(store, 3)).as(name).startsWith("kept-3");
            rig.checkpoint(store);
            assertThat(content(rig)).as(name).doesNotContain(SECRET);
            FileStreamStore opened = rig.crashAndOpen();
            assertThat(opened.damage()).as(name).isNull();
            assertThat(text(opened, 1)).as(name).startsWith("kept-1");
            assertThat(text(opened, 3)).as(name).startsWith("kept-3");
        }
    }

    @Test
    void shouldTakeABrokenDeletedMessageForDamage() throws IOException {
        FileStoreRig rig = new FileStoreRig(1);
        FileStreamStore store = rig.create();
        append(store, SECRET.repeat(100));
        append(store, "kept");
        rig.checkpoint(store);
        store.remove(1, false);
        rig.checkpoint(store);

        rig.disk.flipBit(FileStoreRig.DIRECTORY.resolve("msgs").resolve("00000000000000000001.seg"), 300, 3);

        assertThat(rig.open().damage()).isNotNull();
    }

    private static void append(FileStreamStore store, String payload) {
        NewMessage message = new NewMessage();
        message.sequence = store.lastSequence() + 1;
        message.timeNanos = message.sequence;
        message.subject("s".getBytes(UTF_8), 0, 1);
        message.headers(new byte[0], 0, 0);
        message.payload(payload.getBytes(UTF_8), 0, payload.length());
        store.append(message);
    }

    private static String text(FileStreamStore store, long sequence) {
        StoredMessage view = new StoredMessage();
        assertThat(store.read(sequence, view)).isTrue();
        return new String(view.buffer(), view.payloadOffset(), view.payloadLength(), UTF_8);
    }

    private static String content(FileStoreRig rig) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path path : rig.disk.list(FileStoreRig.DIRECTORY.resolve("msgs"))) {
            try (DiskFile file = rig.disk.openExisting(path)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(ByteBuffer.wrap(bytes), 0);
                all.append(new String(bytes, ISO_8859_1));
            }
        }
        return all.toString();
    }
}
