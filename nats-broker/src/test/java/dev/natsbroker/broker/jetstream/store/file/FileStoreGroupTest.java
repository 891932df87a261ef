package dev.natsbroker.broker.jetstream.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileStoreGroupTest {
    private static NewMessage message(long sequence) {
        byte[] subject = ("orders." + sequence % 3).getBytes(StandardCharsets.UTF_8);
        NewMessage message = new NewMessage();
        message.sequence = sequence;
        message.timeNanos = sequence * 1_000;
        message.subject(subject, 0, subject.length);
        message.payload(subject, 0, subject.length);
        return message;
    }

    /** Two messages, then a group that adds three and removes two. */
    private static FileStoreRig rigWithGroup() {
        FileStoreRig rig = new FileStoreRig(1);
        FileStreamStore store = rig.create();
        store.append(message(1));
        store.append(message(2));
        store.beginGroup();
        store.append(message(3));
        store.remove(1, false);
        store.append(message(4));
        store.append(message(5));
        store.purge("orders.2".getBytes(StandardCharsets.UTF_8), 3, 0);
        store.endGroup();
        return rig;
    }

    @Test
    void shouldShowWholeGroupOrNothingOfItBehindCrash() {
        int entries = rigWithGroup().log.entries.size();
        for (int kept = 1; kept <= entries; kept++) {
            FileStoreRig rig = rigWithGroup();
            rig.log.forgetBehind(rig.log.entries.get(kept - 1).position());

            FileStreamStore store = rig.crashAndOpen();

            long expectedLast = kept == entries ? 5 : Math.min(kept, 2);
            assertThat(store.lastSequence()).as("with %d entries", kept).isEqualTo(expectedLast);
            assertThat(store.messages()).isEqualTo(kept == entries ? 3 : expectedLast);
            rig.checkpoint(store); // as each recovery does
            store.append(message(expectedLast + 1));
            assertThat(rig.crashAndOpen().lastSequence()).isEqualTo(expectedLast + 1);
        }
    }

    @Test
    void shouldGoOnBehindGroupWhoseEndWasLost() {
        FileStoreRig rig = rigWithGroup();
        FileStreamStore store = rig.open();
        rig.log.entries.removeIf(entry -> entry.type() == JournalEntries.GROUP_END
                || entry.type() == JournalEntries.PURGE
                || entry.type() == JournalEntries.APPEND && entry.bytes().length > 0 && sequenceOf(entry) == 5);
        store.append(message(6));
        store.append(message(7));

        FileStreamStore reopened = rig.crashAndOpen();

        assertThat(reopened.lastSequence()).isEqualTo(7);
    }

    private static long sequenceOf(RecordingLog.Entry entry) {
        return RecordCodec.sequence(entry.bytes(), 0);
    }
}
