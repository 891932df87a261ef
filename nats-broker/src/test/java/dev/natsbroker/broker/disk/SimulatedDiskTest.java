package dev.natsbroker.broker.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final Path DIRECTORY = Path.of("/data").toAbsolutePath();
    private static final Path FILE = DIRECTORY.resolve("a");

    private static SimulatedDisk disk(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        disk.createDirectories(DIRECTORY);
        disk.syncDirectory(DIRECTORY.getParent());
        return disk;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.openExisting(path)) {
            ByteBuffer target = ByteBuffer.allocate((int) file.size());
            file.read(target, 0);
            return new String(target.array(), StandardCharsets.UTF_8);
        }
    }

    private static DiskFile durableFile(SimulatedDisk disk, String text) throws IOException {
        DiskFile file = disk.open(FILE);
        file.write(bytes(text), 0);
        file.force();
        disk.syncDirectory(DIRECTORY);
        return file;
    }

    @Test
    void shouldKeepWhatWasForcedAndSynced() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = disk(seed);
            durableFile(disk, "kept");

            assertThat(read(disk.crash(), FILE)).isEqualTo("kept");
        }
    }

    @Test
    void shouldTearUnforcedWritesBySector() throws IOException {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = disk(seed);
            DiskFile file = durableFile(disk, "o".repeat(1024));
            file.write(bytes("n".repeat(1024)), 0);

            String left = read(disk.crash(), FILE);
            seen.add(left.charAt(0) + "" + left.charAt(1023));
            assertThat(left.substring(0, 512)).isEqualTo(left.substring(0, 1).repeat(512));
        }
        assertThat(seen).containsExactlyInAnyOrder("oo", "on", "no", "nn");
    }

    @Test
    void shouldLoseOrKeepUnsyncedNames() throws IOException {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = disk(seed);
            durableFile(disk, "x");
            disk.move(FILE, DIRECTORY.resolve("b"));
            disk.open(DIRECTORY.resolve("c"));

            seen.add(disk.crash().list(DIRECTORY).stream()
                    .map(path -> path.getFileName().toString())
                    .reduce("", String::concat));
        }
        assertThat(seen).containsExactlyInAnyOrder("a", "b", "ac", "bc");
    }

    @Test
    void shouldFillUpAndTakeMoreWhenThereIsRoomAgain() throws IOException {
        SimulatedDisk disk = disk(1);
        disk.capacity(1024);
        DiskFile file = disk.open(FILE);

        assertThatThrownBy(() -> file.write(bytes("x".repeat(1025)), 0)).isInstanceOf(DiskFullException.class);
        assertThat(disk.usedBytes()).isEqualTo(1024);
        disk.capacity(2048);
        file.write(bytes("y".repeat(1025)), 0);

        assertThat(read(disk, FILE)).isEqualTo("y".repeat(1025));
        disk.delete(FILE);
        assertThat(disk.usableBytes(FILE)).isEqualTo(2048);
    }

    @Test
    void shouldLoseForGoodWhatAFailedForceShouldHaveForced() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = durableFile(disk, "old");
        file.write(bytes("new"), 0);
        disk.failForce(1);

        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.force();

        assertThat(read(disk, FILE)).isEqualTo("new");
        assertThat(read(disk.crash(), FILE)).isEqualTo("old");
    }

    @Test
    void shouldFlipBitsAndFailReads() throws IOException {
        SimulatedDisk disk = disk(1);
        durableFile(disk, "abc");
        disk.flipBit(FILE, 1, 0);

        assertThat(read(disk, FILE)).isEqualTo("acc");
        disk.failReads(FILE::equals);
        assertThatThrownBy(() -> read(disk, FILE)).isInstanceOf(IOException.class);
        assertThat(read(disk.crash(), FILE)).isEqualTo("acc");
    }

    @Test
    void shouldCutThePowerAtAnOperation() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = durableFile(disk, "old");
        disk.cutPowerAfter(1);
        file.write(bytes("new"), 0);

        assertThatThrownBy(file::force).isInstanceOf(PowerCutError.class);
        assertThatThrownBy(() -> disk.open(FILE)).isInstanceOf(PowerCutError.class);

        assertThat(read(disk.crash(), FILE)).isIn("old", "new");
    }
}
