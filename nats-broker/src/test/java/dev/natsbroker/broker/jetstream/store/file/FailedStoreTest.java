package dev.natsbroker.broker.jetstream.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.RemovalListener;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A store that cannot go on takes nothing more, and the next start finds what the journal says. */
class FailedStoreTest {
    private final FileStoreRig rig = new FileStoreRig(1);
    private final FileStreamStore store = rig.create();

    private void append() {
        byte[] text = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        NewMessage message = new NewMessage();
        message.sequence = store.lastSequence() + 1;
        message.timeNanos = message.sequence;
        message.subject(text, 0, 1);
        message.payload(text, 0, text.length);
        store.append(message);
    }

    private void failSegments() {
        rig.disk.failWrites(path -> path.toString().endsWith(".seg"));
    }

    @Test
    void shouldTakeNothingMoreWhenALoggedChangeCannotBeApplied() {
        append();
        append();
        store.onRemoval(new RemovalListener() {
            @Override
            public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
                throw new OutOfMemoryError("for the test");
            }

            @Override
            public void purged(byte[] filter, long fromSequence, long toSequence) {
                throw new AssertionError("nothing was purged");
            }
        });

        assertThatThrownBy(() -> store.remove(1, false)).isInstanceOf(OutOfMemoryError.class);

        assertThat(store.hasFailed()).isTrue();
        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(this::append);
        FileStreamStore opened = rig.crashAndOpen();
        assertThat(opened.firstSequence()).isEqualTo(2);
        assertThat(opened.lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldStoreNothingOfAGroupThatCouldNotBeWritten() {
        append();
        failSegments();
        store.beginGroup();

        assertThatExceptionOfType(StoreFailedException.class).isThrownBy(() -> {
            for (int i = 0; i < 20; i++) {
                append();
            }
        });
        store.endGroup();

        assertThat(rig.crashAndOpen().lastSequence()).isEqualTo(1);
    }

    @Test
    void shouldLetGoOfMemoryAndCloseThoughItCannotWrite() {
        append();
        failSegments();

        store.idle();
        store.idle();
        store.close();

        assertThat(store.hasFailed()).isTrue();
        assertThat(rig.crashAndOpen().lastSequence()).isEqualTo(1);
    }
}
