package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.disk.DiskFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {
    private static final Path FOLDER = Path.of("folder").toAbsolutePath();
    private static final Path FILE = FOLDER.resolve("file");

    private final MemoryDisk disk = new MemoryDisk();

    private static void write(DiskFile file, String text, long position) throws Exception {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), position);
    }

    private static String read(DiskFile file, int length, long position) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(length);
        int read = file.read(target, position);
        return new String(target.array(), 0, read, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldReadWhatWasWrittenAcrossPages() throws Exception {
        DiskFile file = disk.open(FILE);

        write(file, "begin", 0);
        write(file, "middle", (64 << 10) - 3);

        assertThat(file.size()).isEqualTo((64 << 10) + 3);
        assertThat(read(disk.openExisting(FILE), 5, 0)).isEqualTo("begin");
        assertThat(read(file, 100, (64 << 10) - 3)).isEqualTo("middle");
        assertThat(read(file, 2, 40 << 10)).isEqualTo("\0\0");
        assertThat(read(file, 10, 1 << 20)).isEmpty();
    }

    @Test
    void shouldForgetWhatIsCutOff() throws Exception {
        DiskFile file = disk.open(FILE);
        write(file, "one two", 0);

        file.truncate(3);
        write(file, "!", 5);

        assertThat(read(file, 10, 0)).isEqualTo("one\0\0!");
    }

    @Test
    void shouldMoveFoldersWithWhatIsInThem() throws Exception {
        disk.createDirectories(FOLDER);
        write(disk.open(FILE), "one", 0);
        Path neighbour = FOLDER.resolveSibling("folder-2"); // sorts between the folder and what is in it
        disk.createDirectories(neighbour);
        Path other = FOLDER.resolveSibling("other");

        disk.move(FOLDER, other);

        assertThat(disk.exists(FILE)).isFalse();
        assertThat(disk.isDirectory(neighbour)).isTrue();
        assertThat(disk.list(other)).containsExactly(other.resolve("file"));
        assertThat(read(disk.openExisting(other.resolve("file")), 10, 0)).isEqualTo("one");
    }

    @Test
    void shouldDeleteFilesAndEmptyFolders() throws Exception {
        disk.createDirectories(FOLDER);
        disk.open(FILE);

        assertThatThrownBy(() -> disk.delete(FOLDER)).isInstanceOf(DirectoryNotEmptyException.class);
        disk.delete(FILE);
        disk.delete(FOLDER);

        assertThat(disk.isDirectory(FOLDER)).isFalse();
        assertThatThrownBy(() -> disk.openExisting(FILE)).isInstanceOf(NoSuchFileException.class);
    }
}
