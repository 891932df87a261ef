package dev.natsbroker.broker.jetstream.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.disk.DiskFile;
import dev.natsbroker.broker.disk.PowerCutError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalRecoveryTest {
    private static final int BLOCK = 512;

    /** Five blocks of one entry each, each in a sector of its own, in one file. */
    private static JournalRig rigWithFiveBlocks(long seed) throws IOException {
        JournalRig rig = new JournalRig(seed);
        for (int i = 0; i < 5; i++) {
            rig.appendDurably(1, 200);
        }
        return rig;
    }

    private static List<Long> upTo(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    private static Path onlyFile(JournalRig rig) throws IOException {
        assertThat(rig.files(".journal")).hasSize(1);
        return rig.files(".journal").get(0);
    }

    private static void overwrite(JournalRig rig, Path path, long offset, byte[] bytes) throws IOException {
        try (DiskFile file = rig.disk.open(path)) {
            file.write(ByteBuffer.wrap(bytes), offset);
            file.force();
        }
    }

    @Test
    void shouldCutATornTailAtEveryByte() throws IOException {
        int lastBlock = 5 * BLOCK;
        for (int cut = lastBlock; cut < lastBlock + 270; cut += 9) {
            JournalRig rig = rigWithFiveBlocks(cut);
            overwrite(rig, onlyFile(rig), cut, new byte[600]);
            rig.recover();

            assertThat(rig.numbers(1)).as("cut at %d", cut).isEqualTo(upTo(4));
            assertThat(rig.report.damages()).isEmpty();
        }
    }

    @Test
    void shouldCutATornTailWhereTheFileEnds() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path path = onlyFile(rig);
        for (int size = 5 * BLOCK + 250; size >= 0; size -= 7) {
            try (DiskFile file = rig.disk.open(path)) {
                file.truncate(size);
            }
            rig.recover();
            int whole = Math.max(0, Math.min(4, size / BLOCK - 1));
            assertThat(rig.numbers(1).size()).as("size %d", size).isBetween(whole, whole + 1);
        }
    }

    @Test
    void shouldReportADamagedBlockAndReplayWhatFollows() throws IOException {
        for (int bit = 0; bit < 8 * 269; bit += 29) {
            JournalRig rig = rigWithFiveBlocks(bit);
            rig.disk.flipBit(onlyFile(rig), 2 * BLOCK + bit / 8, bit % 8);
            rig.recover();

            assertThat(rig.numbers(1)).as("bit %d", bit).containsExactly(0L, 2L, 3L, 4L);
            assertThat(rig.report.damages()).hasSize(1);
            assertThat(rig.report.damages().get(0).bytes()).isEqualTo(213);
            assertThat(rig.report.damages().get(0).description()).contains("offset 1536 of");
            rig.open();
            assertThat(rig.files(".damaged")).hasSize(1);
        }
    }

    @Test
    void shouldReadOnWhenTheHeaderOfAFileIsDamaged() throws IOException {
        for (int bit = 0; bit < 8 * 32; bit += 3) {
            JournalRig rig = rigWithFiveBlocks(bit);
            rig.disk.flipBit(onlyFile(rig), bit / 8, bit % 8);
            rig.recover();

            assertThat(rig.numbers(1)).isEqualTo(upTo(5));
        }
    }

    @Test
    void shouldNeverInventAnythingWhateverBitFlips() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            JournalRig rig = rigWithFiveBlocks(seed);
            for (int flips = 0; flips <= seed % 4; flips++) {
                rig.disk.flipRandomBit(onlyFile(rig));
            }
            rig.recover();

            assertThat(rig.numbers(1)).isSorted().doesNotHaveDuplicates().isSubsetOf(upTo(5));
        }
    }

    @Test
    void shouldReplayEverythingWhenTheMarkerIsDamaged() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        long start = rig.recovery.startPosition();
        rig.disk.flipBit(JournalRig.LANE.resolve("checkpoint"), 17, 3);
        rig.recover();

        assertThat(rig.numbers(1)).isEqualTo(upTo(5));
        assertThat(rig.report.damages()).hasSize(1);
        assertThat(rig.report.damages().get(0).description()).contains("checkpoint marker");
        assertThat(rig.recovery.startPosition()).isGreaterThan(start);
    }

    @Test
    void shouldCutWholeBlocksBehindAGapThatWasNotForced() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        for (int i = 0; i < 3; i++) {
            rig.append(1, 200);
            rig.journal.commit(false);
        }
        overwrite(rig, onlyFile(rig), 6 * BLOCK, new byte[BLOCK]);
        rig.recover();

        assertThat(rig.numbers(1)).isEqualTo(upTo(5));
        assertThat(rig.report.cutBytes()).isEqualTo(2 * 213);
        assertThat(rig.report.damages()).isEmpty();
    }

    @Test
    void shouldNotTakeTheRemainsOfARecycledFileForBlocks() throws IOException {
        JournalRig rig = new JournalRig(1);
        while (rig.files(".spare").isEmpty()) {
            rig.appendDurably(1, 200);
        }
        long before = rig.next;
        rig.crashAndRecover();
        rig.open();
        // The first block of the new file lies where the first of the old one lay, and all others of that follow it.
        rig.appendDurably(2, 200);
        rig.disk = rig.disk.crash();
        rig.recover();

        assertThat(rig.numbers(1)).isEqualTo(upTo(before));
        assertThat(rig.numbers(2)).containsExactly(before);
        assertThat(rig.report.entries()).isEqualTo(1);
        assertThat(rig.report.tornBlocks()).isZero();
    }

    @Test
    void shouldNotBelieveABlockWithoutTheSaltOfItsFile() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path path = onlyFile(rig);
        byte[] forged = new byte[269];
        try (DiskFile file = rig.disk.open(path)) {
            file.read(ByteBuffer.wrap(forged), 5 * BLOCK);
        }
        ByteBuffer block = ByteBuffer.wrap(forged);
        block.putLong(BlockFormat.BLOCK_SALT, 4711);
        block.putLong(BlockFormat.BLOCK_OFFSET, 6 * BLOCK);
        block.putLong(BlockFormat.BLOCK_POSITION, rig.journal.position());
        CRC32C crc = new CRC32C();
        crc.update(forged, 4, forged.length - 4);
        block.putInt(BlockFormat.BLOCK_CRC, (int) crc.getValue());
        overwrite(rig, path, 6 * BLOCK, forged);
        rig.recover();

        assertThat(rig.numbers(1)).isEqualTo(upTo(5));
    }

    @Test
    void shouldNotBelieveAMessageThatLooksLikeABlock() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path path = onlyFile(rig);
        byte[] genuine = new byte[BLOCK];
        try (DiskFile file = rig.disk.open(path)) {
            file.read(ByteBuffer.wrap(genuine), 5 * BLOCK);
        }
        // Put where it does not belong: what a message in a torn block could hold if it knew the salt.
        overwrite(rig, path, 7 * BLOCK, genuine);
        rig.recover();

        assertThat(rig.numbers(1)).isEqualTo(upTo(5));
    }

    @Test
    void shouldSkipEntriesOfUnknownAssets() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        rig.journal.append(77, (byte) 1, new byte[10], 0, 10);
        rig.appendDurably(1, 10);
        rig.recover();

        assertThat(rig.report.skippedEntries()).isEqualTo(1);
        assertThat(rig.numbers(1)).isEqualTo(upTo(6));
    }

    @Test
    void shouldRefuseAFileThatIsNoneOfOurs() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path foreign = JournalRig.LANE.resolve("00000000000000aa-00000000000000bb.journal");
        byte[] text = "Dear diary".getBytes(StandardCharsets.UTF_8);
        overwrite(rig, foreign, 0, text);

        assertThatThrownBy(rig::recover)
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining(foreign.toString())
                .hasMessageContaining("left untouched");
        try (DiskFile file = rig.disk.openExisting(foreign)) {
            assertThat(file.size()).isEqualTo(text.length);
        }
    }

    @Test
    void shouldRefuseANewerVersion() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path path = onlyFile(rig);
        byte[] header = new byte[32];
        try (DiskFile file = rig.disk.open(path)) {
            file.read(ByteBuffer.wrap(header), 0);
        }
        ByteBuffer.wrap(header)
                .putInt(8, 2)
                .putInt(12, FileId.checksum(ByteBuffer.wrap(header).putInt(8, 2).array()));
        overwrite(rig, path, 0, header);

        assertThatThrownBy(rig::recover)
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void shouldNameFilesThatItDidNotMake() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        Path note = JournalRig.LANE.resolve("note.txt");
        overwrite(rig, note, 0, new byte[] {1});
        rig.start();

        assertThat(rig.report.foreignFiles()).containsExactly(note);
        assertThat(rig.disk.exists(note)).isTrue();
    }

    @Test
    void shouldPassOnAFailureToRead() throws IOException {
        JournalRig rig = rigWithFiveBlocks(1);
        rig.disk.failReads(path -> path.toString().endsWith(".journal"));

        assertThatThrownBy(rig::recover).isInstanceOf(IOException.class).hasMessageContaining("read");
    }

    @Test
    void shouldSurviveALossOfPowerAtEveryOperation() throws IOException {
        boolean finished = false;
        for (long cut = 0; !finished; cut++) {
            JournalRig rig = new JournalRig(cut);
            rig.disk.cutPowerAfter(cut);
            long confirmed = 0;
            try {
                for (int i = 0; i < 60; i++) {
                    rig.appendDurably(1, 300);
                    confirmed = rig.next;
                }
                finished = true;
            } catch (PowerCutError e) {
                // As planned.
            }
            rig.crashAndRecover();

            assertThat(rig.report.damages()).isEmpty();
            assertThat(rig.numbers(1)).as("cut at %d", cut).hasSizeBetween((int) confirmed, (int) rig.next);
            assertThat(rig.numbers(1)).isEqualTo(upTo(rig.numbers(1).size()));
        }
    }
}
