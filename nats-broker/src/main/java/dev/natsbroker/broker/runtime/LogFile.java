package dev.natsbroker.broker.runtime;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Log lines at the end of a file. A file that has grown beyond its limit is put aside under its name with the local time to the
 * nanosecond, and a new one is begun; the oldest of those put aside are removed, so that with the current one not more than the
 * wanted number are left (nats-server counts in this way).
 */
final class LogFile implements LogDestination {
    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern(".yyyy.MM.dd.HH.mm.ss.nnnnnnnnn");
    private static final Pattern ASIDE_PATTERN =
            Pattern.compile("\\.\\d{4}\\.\\d{2}\\.\\d{2}\\.\\d{2}\\.\\d{2}\\.\\d{2}(\\.\\d{1,9})?");

    private final Path file;
    private final BrokerClock clock;
    private final LogLine line;
    private final long sizeLimitBytes;
    private final int filesMax;
    private long nextLimitBytes;
    private long sizeBytes;
    /** The open file; null after a new one could not be opened, which is tried again with the next line. */
    private @Nullable OutputStream out;

    /**
     * Opens the file, and creates it if it is missing.
     *
     * @param sizeLimitBytes see the class; 0 for no limit
     * @param filesMax how many files are kept, the current one included; 0 for all
     */
    LogFile(Path file, long sizeLimitBytes, int filesMax, LogLine line, BrokerClock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.line = line;
        this.sizeLimitBytes = sizeLimitBytes;
        this.filesMax = filesMax;
        this.nextLimitBytes = sizeLimitBytes;
        open();
        if (isFull()) {
            write(ServerLog.Level.INFO, "Rotating logfile...");
        }
    }

    /** A plain stream, because a file channel would be closed by the interrupt of any thread that logs. */
    private OutputStream open() throws IOException {
        createIfMissing();
        OutputStream opened = new FileOutputStream(file.toFile(), true);
        out = opened;
        sizeBytes = Files.size(file);
        return opened;
    }

    private void createIfMissing() throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            return; // somebody else was faster, or it is a link to a file that is not there yet
        }
    }

    @Override
    public void write(ServerLog.Level level, String text) throws IOException {
        append(level, text);
        if (isFull()) {
            rotate();
        }
    }

    private boolean isFull() {
        return sizeLimitBytes > 0 && sizeBytes > nextLimitBytes;
    }

    private void append(ServerLog.Level level, String text) throws IOException {
        line.format(level, text);
        OutputStream current = out == null ? open() : out;
        current.write(line.bytes(), 0, line.length());
        sizeBytes += line.length();
    }

    private void rotate() throws IOException {
        LocalDateTime now = LocalDateTime.ofInstant(clock.now(), ZoneId.systemDefault());
        Path aside = file.resolveSibling(file.getFileName() + ASIDE.format(now));
        close();
        try {
            Files.move(file, aside);
        } catch (IOException e) {
            nextLimitBytes = sizeBytes * 2;
            append(
                    ServerLog.Level.ERROR,
                    "Unable to rotate log (" + FileErrors.describe("rename", file, e)
                            + "), will attempt next rotation at size " + nextLimitBytes);
            return;
        }
        nextLimitBytes = sizeLimitBytes;
        append(ServerLog.Level.INFO, "Rotated log, backup saved as \"" + aside + "\"");
        if (filesMax > 0) {
            removeOldest();
        }
    }

    private void removeOldest() throws IOException {
        List<Path> aside;
        try {
            aside = filesPutAside();
        } catch (IOException e) {
            append(
                    ServerLog.Level.ERROR,
                    "Unable to read directory for log purge (" + FileErrors.describe("open", folder(), e)
                            + "), will attempt next rotation");
            return;
        }
        for (Path old : aside.subList(0, Math.max(0, aside.size() - (filesMax - 1)))) {
            try {
                Files.deleteIfExists(old);
            } catch (IOException e) {
                append(
                        ServerLog.Level.ERROR,
                        "Unable to remove backup log file (" + FileErrors.describe("remove", old, e)
                                + "), will attempt next rotation");
                return;
            }
            append(ServerLog.Level.INFO, "Purged log file \"" + old.getFileName() + "\"");
        }
    }

    /** Oldest first: the names sort like the times in them. */
    private List<Path> filesPutAside() throws IOException {
        String name = file.getFileName().toString();
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(path -> isAside(path.getFileName().toString(), name))
                    .filter(path -> !Files.isDirectory(path))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isAside(String candidate, String name) {
        return candidate.startsWith(name)
                && ASIDE_PATTERN.matcher(candidate.substring(name.length())).matches();
    }

    private Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    @Override
    public void close() throws IOException {
        OutputStream current = out;
        out = null;
        if (current != null) {
            current.close();
        }
    }
}
