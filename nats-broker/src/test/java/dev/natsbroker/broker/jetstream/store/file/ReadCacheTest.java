package dev.natsbroker.broker.jetstream.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadCacheTest {
    private static final int LARGEST_RING = 4 << 20;

    private final ReadCache cache = new ReadCache();
    private final RecordCodec codec = new RecordCodec();
    private final PayloadCompression compression = new PayloadCompression();

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(cache.find(1, 1)).isFalse();
    }

    @Test
    void shouldKnowTheSameSequenceOfTwoStreams() {
        cache.put(1, record(5, "of one"), 0);
        cache.put(2, record(5, "of two"), 0);

        assertThat(payload(1, 5)).isEqualTo("of one");
        assertThat(payload(2, 5)).isEqualTo("of two");
        assertThat(cache.find(3, 5)).isFalse();
    }

    @Test
    void shouldKeepWhatIsWantedAgainWhileOthersComeAndGo() {
        cache.put(1, record(1, "wanted"), 0);
        cache.put(1, record(2, "not wanted"), 0);
        int others = 4 * LARGEST_RING / 1000;
        for (int i = 3; i < others; i++) {
            cache.put(1, record(i, "x".repeat(1000)), 0);
            if (i % 50 == 0) {
                // it may go when the ring grows
                if (!cache.find(1, 1)) {
                    cache.put(1, record(1, "wanted"), 0);
                }
            }
        }

        assertThat(payload(1, 1)).isEqualTo("wanted");
        assertThat(cache.find(1, 2)).isFalse();
    }

    @Test
    void shouldHoldTenThousandValuesOfAKeyValueStore() {
        for (int round = 0; round < 8; round++) {
            for (int key = 1; key <= 10_000; key++) {
                if (!cache.find(9, key)) {
                    cache.put(9, record(key, "v".repeat(150)), 0);
                }
            }
        }

        int found = 0;
        for (int key = 1; key <= 10_000; key++) {
            found += cache.find(9, key) ? 1 : 0;
        }
        assertThat(found).isGreaterThan(9_900);
    }

    @Test
    void shouldLeaveOutWhatWouldTakeTheRoomOfAllOthers() {
        cache.put(1, record(1, "small"), 0);
        cache.put(1, record(2, "x".repeat(LARGEST_RING / 32)), 0);

        assertThat(cache.find(1, 2)).isFalse();
        assertThat(payload(1, 1)).isEqualTo("small");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverShowAnotherRecord(long seed) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < 200_000; i++) {
            long asset = random.nextInt(3);
            long sequence = 1 + (long) Math.abs(random.nextGaussian() * 5_000);
            String expected = text(asset, sequence);
            if (cache.find(asset, sequence)) {
                hits++;
                assertThat(found()).as("seed %d, step %d", seed, i).isEqualTo(expected);
            } else {
                cache.put(asset, record(sequence, expected), 0);
            }
        }
        assertThat(hits).isGreaterThan(50_000);
    }

    private static String text(long asset, long sequence) {
        return (asset + ":" + sequence + " ").repeat((int) (sequence % 90 + 1));
    }

    private String payload(long asset, long sequence) {
        assertThat(cache.find(asset, sequence)).isTrue();
        return found();
    }

    private String found() {
        byte[] bytes = cache.bytes();
        int at = cache.at();
        assertThat(codec.isIntact(bytes, at, bytes.length)).isTrue();
        int payload = RecordCodec.payloadAt(bytes, at);
        return new String(bytes, payload, RecordCodec.payloadLength(bytes, at), StandardCharsets.UTF_8);
    }

    private byte[] record(long sequence, String payload) {
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        NewMessage message = new NewMessage();
        message.sequence = sequence;
        message.subject = "kv".getBytes(StandardCharsets.UTF_8);
        message.subjectLength = message.subject.length;
        message.payload = content;
        message.payloadLength = content.length;
        byte[] record = new byte[content.length + 100];
        return Arrays.copyOf(record, codec.encode(record, 0, message, compression));
    }
}
