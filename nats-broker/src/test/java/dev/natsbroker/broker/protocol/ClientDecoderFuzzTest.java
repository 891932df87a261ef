package dev.natsbroker.broker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random connections: the decoder never throws, makes the same calls however the bytes are split, and keeps no more than what
 * may still become an operation. Longer with {@code -Dfuzz.iterations=1000000}, again with {@code -Dfuzz.seed=...}.
 */
class ClientDecoderFuzzTest {
    private final ClientDecoder decoder = new ClientDecoder();

    @Test
    void shouldTakeAnythingTheSameWayInAnySplit() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int iterations = Integer.getInteger("fuzz.iterations", 30_000);
        System.out.println("ClientDecoderFuzzTest fuzz.seed=" + seed + " fuzz.iterations=" + iterations);
        Mutations mutations = new Mutations(seed);
        Random random = new Random(seed);
        for (int i = 0; i < iterations; i++) {
            byte[] connection = mutations.connection();
            String text = new String(connection, StandardCharsets.ISO_8859_1);

            RecordedClient whole = new RecordedClient();
            decoder.decode(whole, new DecoderState(), connection, 0, connection.length);
            RecordedClient split = decodedInPieces(connection, random);

            assertThat(split.calls())
                    .as("iteration %d of seed %d: <%s>", i, seed, text)
                    .isEqualTo(whole.calls());
            assertThat(split.isStopped()).isEqualTo(whole.isStopped());
        }
    }

    private RecordedClient decodedInPieces(byte[] connection, Random random) {
        RecordedClient client = new RecordedClient();
        DecoderState state = new DecoderState();
        int most = 1 + random.nextInt(40);
        for (int from = 0, to; from < connection.length && !client.isStopped(); from = to) {
            to = Math.min(connection.length, from + 1 + random.nextInt(most));
            byte[] piece = Arrays.copyOfRange(connection, from, to);
            decoder.decode(client, state, piece, 0, piece.length);

            assertThat(state.length()).isLessThanOrEqualTo(connection.length);
        }
        return client;
    }
}
