package dev.natsbroker.broker.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemDiskTest {
    private final Disk disk = Disk.system();

    @Test
    void shouldReadBackWhatWasWritten(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("sub/a");
        disk.createDirectories(path.getParent());
        try (DiskFile file = disk.open(path)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 2);
            file.force();
            disk.syncDirectory(path.getParent());

            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(file.read(target, 1)).isEqualTo(5);
            assertThat(target.array()).startsWith(0, 1, 2, 3, 4);
            file.truncate(3);
            assertThat(file.size()).isEqualTo(3);
        }
    }

    @Test
    void shouldMoveListAndDelete(@TempDir Path directory) throws IOException {
        Path a = directory.resolve("a");
        Path b = directory.resolve("b");
        disk.open(a).close();
        disk.open(b).close();

        disk.move(a, b);

        assertThat(disk.list(directory)).containsExactly(b);
        assertThat(disk.exists(a)).isFalse();
        disk.delete(b);
        disk.delete(b);
        assertThat(disk.list(directory)).isEmpty();
        assertThat(disk.list(b)).isEmpty();
        assertThatThrownBy(() -> disk.openExisting(b)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldWriteWholePagesPastThePageCacheWhereTheFileSystemOffersThat(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("a");
        try (DiskFile file = disk.open(path);
                DiskFile uncached = disk.openUncached(path, 4096)) {
            assumeThat(uncached).isNotNull();
            ByteBuffer page = ByteBuffer.allocateDirect(3 * 4096).alignedSlice(4096);
            page.put(0, (byte) 7).limit(4096);
            uncached.write(page, 4096);
            uncached.force();

            ByteBuffer target = ByteBuffer.allocate(2);
            assertThat(file.read(target, 4096)).isEqualTo(2);
            assertThat(target.array()).containsExactly(7, 0);
            assertThat(file.size()).isEqualTo(8192);
        }
    }

    @Test
    void shouldTellTheRoomForAPathThatIsNotThereYet(@TempDir Path directory) throws IOException {
        assertThat(disk.usableBytes(directory.resolve("not/there/yet"))).isPositive();
    }
}
