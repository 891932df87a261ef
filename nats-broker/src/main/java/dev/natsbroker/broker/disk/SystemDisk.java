package dev.natsbroker.broker.disk;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file system of the process. */
final class SystemDisk implements Disk {
    static final SystemDisk INSTANCE = new SystemDisk();
    private static final boolean WINDOWS = File.separatorChar == '\\';
    /** By its name: not every JVM has the module that it is in. */
    private static final Optional<OpenOption> DIRECT = optionOf("com.sun.nio.file.ExtendedOpenOption", "DIRECT");

    private SystemDisk() {}

    private static Optional<OpenOption> optionOf(String type, String name) {
        try {
            return Arrays.stream(Class.forName(type).getEnumConstants())
                    .filter(option -> option.toString().equals(name))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        try {
            return new SystemDiskFile(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw tellingRoom("make", path, e);
        }
    }

    @Override
    public @Nullable DiskFile openUncached(Path path, int pageBytes) throws IOException {
        if (DIRECT.isEmpty()) {
            return null;
        }
        FileChannel channel = openDirect(path, DIRECT.get());
        if (channel == null || canRead(channel, path, pageBytes)) {
            return channel == null ? null : new SystemDiskFile(path, channel);
        }
        channel.close();
        return null;
    }

    private static @Nullable FileChannel openDirect(Path path, OpenOption direct) {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, direct);
        } catch (RuntimeException | IOException e) {
            return null; // the file can be opened: what is missing is the option
        }
    }

    /** Some file systems take the option and refuse what is done with it, or want larger pages. */
    private static boolean canRead(FileChannel channel, Path path, int pageBytes) {
        try {
            ByteBuffer page = ByteBuffer.allocateDirect(2 * pageBytes).alignedSlice(pageBytes);
            channel.read(page.limit(pageBytes), 0);
            long block = Files.getFileStore(path).getBlockSize();
            return block > 0 && pageBytes % block == 0;
        } catch (RuntimeException | IOException e) {
            return false;
        }
    }

    /** A name needs room, too. */
    private static IOException tellingRoom(String what, Path path, IOException e) {
        return SystemDiskFile.isFull(e) ? new DiskFullException("No room to " + what + " " + path, e) : e;
    }

    @Override
    public DiskFile openExisting(Path path) throws IOException {
        return new SystemDiskFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(directory)) {
            return names.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw tellingRoom("make", directory, e);
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw tellingRoom("rename " + from + " to", to, e);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (WINDOWS) {
            // Its directories cannot be opened as files; NTFS keeps a journal of their changes itself.
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.getFileStore(existing).getUsableSpace();
    }
}
