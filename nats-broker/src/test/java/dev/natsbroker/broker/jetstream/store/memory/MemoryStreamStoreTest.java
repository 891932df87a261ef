package dev.natsbroker.broker.jetstream.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.StreamStoreContract;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryStreamStoreTest extends StreamStoreContract {
    private final MemoryStreamStore memory = new MemoryStreamStore(5);
    private final NewMessage message = new NewMessage();
    private final StoredMessage view = new StoredMessage();

    @Override
    protected StreamStore newStore() {
        return new MemoryStreamStore(3);
    }

    @Override
    protected long expectedSize(int subjectLength, int headersLength, int payloadLength) {
        return subjectLength + headersLength + payloadLength + 16;
    }

    @Test
    void shouldRefuseASequenceThatDoesNotFollow() {
        append(1, 10);
        message.sequence = 1;
        assertThatThrownBy(() -> memory.append(message)).isInstanceOf(IllegalArgumentException.class);
        assertThat(memory.messages()).isEqualTo(1);
    }

    @Test
    void shouldOverwriteWhatIsErased() {
        append(1, 10);
        append(2, 10);
        memory.read(1, view);
        byte[] buffer = view.buffer();
        int from = view.subjectOffset();
        int to = view.payloadOffset() + view.payloadLength();

        memory.remove(1, true);

        assertThat(Arrays.copyOfRange(buffer, from, to)).containsOnly(0);
        memory.read(2, view);
        assertThat(view.payloadLength()).isEqualTo(10);
    }

    @Test
    void shouldKeepStragglersWhileTheirBlocksGo() {
        for (int i = 1; i <= 40_000; i++) {
            append(i, 100);
            if (i % 64 != 0) {
                memory.remove(i, false);
            }
        }
        assertThat(memory.messages()).isEqualTo(40_000 / 64);
        assertThat(memory.heldBytes()).isLessThan(2_000_000);
        for (int i = 64; i <= 40_000; i += 64) {
            assertThat(memory.read(i, view)).isTrue();
            assertThat(view.sequence()).isEqualTo(i);
            assertThat(view.buffer()[view.payloadOffset()]).isEqualTo((byte) i);
        }
    }

    @Test
    void shouldFindTheFewThatAreLeftOfManySequences() {
        for (int i = 1; i <= 30_000; i++) {
            append(i, 1);
        }
        for (int i = 1; i <= 30_000; i++) {
            if (i % 700 != 0) {
                memory.remove(i, false);
            }
        }
        int seen = 0;
        for (long at = memory.nextMatching(SubjectFilter.ALL, 1);
                at != 0;
                at = memory.nextMatching(SubjectFilter.ALL, at + 1)) {
            seen++;
            assertThat(at).isEqualTo(seen * 700L);
            assertThat(memory.read(at, view)).isTrue();
            assertThat(memory.read(at + 1, view)).isFalse();
            assertThat(memory.lastMatching(SubjectFilter.of("s.*"), at + 699)).isEqualTo(at);
            assertThat(memory.countMatching(SubjectFilter.of("s.*"), at)).isEqualTo(43 - seen);
        }
        assertThat(seen).isEqualTo(42);
    }

    @Test
    void shouldHoldLittleWhenEverythingIsTakenInOrder() {
        for (int i = 1; i <= 40_000; i++) {
            append(i, 100);
            if (i > 1_000) {
                memory.remove(i - 1_000, false);
            }
        }
        assertThat(memory.heldBytes()).isLessThan(1_100_000);
    }

    private void append(int sequence, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) sequence);
        byte[] subject = {'s', '.', (byte) ('a' + sequence % 7)};
        message.sequence = sequence;
        message.subject(subject, 0, subject.length);
        message.payload(payload, 0, size);
        memory.append(message);
    }
}
