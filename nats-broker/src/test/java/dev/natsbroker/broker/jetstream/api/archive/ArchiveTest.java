package dev.natsbroker.broker.jetstream.api.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    /** Made by nats-server 2.15.1 of a stream with one message "hi" on subject S. */
    private static final byte[] OF_THE_REFERENCE = HexFormat.of()
            .parseHex("ff06000053327354774f00b600007effa1e0e401c44e415453415243310aecbcbab4abfdb0eb3100"
                    + "00af0173746174652e6a736f6e7b226d65737361676573223a312c22627974010a3c33332c226669"
                    + "7273745f736571223a31110e9c7473223a22323032362d31312d32355431393a35363a32322e3831"
                    + "383238373033385a222c226c611d39050d963800246e756d5f7375626a65630130a4312c22636f6e"
                    + "73756d65725f636f756e74223a307d01fcb6a489abfdb0eb310100025368690000000000");

    @Test
    void shouldReadWhatTheReferenceHasPacked() {
        // given an archive that is packed, in pieces of one byte
        ArchiveReader reader = new ArchiveReader();

        // when
        List<ArchiveEntry> entries = new ArrayList<>();
        for (int i = 0; i < OF_THE_REFERENCE.length; i++) {
            reader.add(OF_THE_REFERENCE, i, 1);
            entries.addAll(drained(reader));
        }

        // then
        assertThat(reader.isComplete()).isTrue();
        assertThat(entries).extracting(ArchiveEntry::text).containsExactly("state.json", "S");
        assertThat(new String(entries.get(0).payload(), StandardCharsets.UTF_8))
                .startsWith("{\"messages\":1,\"bytes\":33,");
        assertThat(entries.get(1).sequence()).isEqualTo(1);
        assertThat(entries.get(1).payload()).asString().isEqualTo("hi");
        assertThat(entries.get(1).isMessage()).isTrue();
    }

    private static List<ArchiveEntry> drained(ArchiveReader reader) {
        List<ArchiveEntry> entries = new ArrayList<>();
        for (ArchiveEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    @Test
    void shouldReadWhatItWrites() {
        // given messages of which some are larger than a block
        ArchiveWriter writer = new ArchiveWriter();
        Random random = new Random(20_261_125);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] payload = new byte[random.nextInt(i % 10 == 0 ? 200_000 : 500)];
            random.nextBytes(payload);
            payloads.add(payload);
            writer.add(new ArchiveEntry(
                    bytes("s." + i), -5 + i, 1L + i, bytes(i % 2 == 0 ? "" : "NATS/1.0\r\n\r\n"), payload));
        }
        writer.end();
        byte[] archive = writer.take();

        // when
        ArchiveReader reader = new ArchiveReader();
        List<ArchiveEntry> entries = new ArrayList<>();
        for (int at = 0; at < archive.length; at += 777) {
            reader.add(archive, at, Math.min(777, archive.length - at));
            entries.addAll(drained(reader));
        }

        // then
        assertThat(reader.isComplete()).isTrue();
        assertThat(entries).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(entries.get(i).timeNanos()).isEqualTo(-5 + i);
            assertThat(entries.get(i).payload()).isEqualTo(payloads.get(i));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldUnpackLiteralsCopiesAndRepeats() {
        // given "abcd", a copy of it, the same copy again by S2's repeat of 4 + 4 bytes, and one literal
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(17); // length
        block.write(3 << 2);
        block.writeBytes(bytes("abcd"));
        block.write(1); // copy of 4 bytes, offset 4
        block.write(4);
        block.write(5 << 2 | 1); // repeat, length in one byte: 0 + 8
        block.write(0);
        block.write(0);
        block.write(0);
        block.writeBytes(bytes("!"));

        // when, then
        byte[] packed = block.toByteArray();
        assertThat(S2Block.unpack(packed, 0, packed.length)).asString().isEqualTo("abcdabcdabcdabcd!");
    }

    @Test
    void shouldRefuseDamageAndNeverFailOtherwise() {
        // given
        long seed = Long.getLong("fuzz.seed", 20_261_125);
        System.out.println("ArchiveTest fuzz.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = OF_THE_REFERENCE.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            ArchiveReader reader = new ArchiveReader();

            // when, then: whatever is wrong is told as such
            try {
                reader.add(damaged, 0, random.nextInt(damaged.length + 1));
                drained(reader);
            } catch (ArchiveException e) {
                assertThat(e).hasMessageMatching("s2: corrupt input|unexpected archive format|corrupt archive");
            }
        }
    }

    @Test
    void shouldSayWhatTheReferenceSaysOfGarbage() {
        ArchiveReader reader = new ArchiveReader();
        reader.add(bytes("garbage"), 0, 7);

        assertThatThrownBy(reader::next).isInstanceOf(ArchiveException.class).hasMessage("s2: corrupt input");
    }
}
