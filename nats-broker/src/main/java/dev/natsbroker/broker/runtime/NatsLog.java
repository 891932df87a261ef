package dev.natsbroker.broker.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log in nats-server's form: {@code [pid] 2006/01/02 15:04:05.000000 [INF] text}, on standard error or in a file. A line is
 * written with one call, so that lines of several threads do not mix, and it is in the file when the method returns. A lock
 * guards the destination: log lines are rare, but for traces. Thread-safe.
 *
 * <p>A file that cannot be written is reported once on standard error; the server goes on without a log.
 */
public final class NatsLog implements ServerLog, AutoCloseable {
    /**
     * How a log looks and where it goes.
     *
     * @param file the log file, or null for standard error
     * @param sizeLimitBytes a file beyond this size is put aside and a new one is begun; 0 for no limit
     * @param filesMax how many files are kept, the current one included; 0 for all
     */
    public record Settings(
            boolean debug,
            boolean trace,
            boolean time,
            boolean utc,
            @Nullable Path file,
            long sizeLimitBytes,
            int filesMax) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS ");
    /** The time in the name of a file that was put aside. */
    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern(".yyyy.MM.dd.HH.mm.ss.nnnnnnnnn");

    private final BrokerClock clock;
    private final String pid = "[" + ProcessHandle.current().pid() + "] ";
    private final OutputStream standardError;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Settings settings;
    private OutputStream out;
    private long fileBytes;
    private boolean failureReported;

    /**
     * A log of this process.
     *
     * @throws IOException if the file cannot be opened
     */
    public static NatsLog open(Settings settings, BrokerClock clock) throws IOException {
        return new NatsLog(settings, clock, new FileOutputStream(FileDescriptor.err));
    }

    NatsLog(Settings settings, BrokerClock clock, OutputStream standardError) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.standardError = standardError;
        this.out = openDestination(settings.file());
    }

    private OutputStream openDestination(@Nullable Path file) throws IOException {
        if (file == null) {
            return standardError;
        }
        OutputStream opened = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        fileBytes = Files.size(file);
        return opened;
    }

    @Override
    public boolean isEnabled(Level level) {
        return switch (level) {
            case DEBUG -> settings.debug();
            case TRACE -> settings.trace();
            default -> true;
        };
    }

    @Override
    public void write(Level level, String text) {
        if (!isEnabled(level)) {
            return;
        }
        Settings now = settings;
        String time = now.time() ? TIME.format(clock.now().atZone(zone(now))) : "";
        byte[] line = (pid + time + "[" + level.label() + "] " + text + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line);
            fileBytes += line.length;
            if (now.file() != null && now.sizeLimitBytes() > 0 && fileBytes > now.sizeLimitBytes()) {
                rotate(now, now.file());
            }
        } catch (IOException e) {
            reportOnce(e);
        } finally {
            lock.unlock();
        }
    }

    private static ZoneId zone(Settings settings) {
        return settings.utc() ? ZoneOffset.UTC : ZoneId.systemDefault();
    }

    /** Puts the full file aside under a name with the time, begins a new one and drops the oldest. */
    private void rotate(Settings now, Path file) throws IOException {
        out.close();
        Instant instant = clock.now();
        String name = file.getFileName() + ASIDE.format(instant.atZone(zone(now)));
        Files.move(file, file.resolveSibling(name));
        out = openDestination(file);
        if (now.filesMax() > 0) {
            List<Path> aside = filesPutAside(file);
            for (int i = 0; i < aside.size() - (now.filesMax() - 1); i++) {
                Files.deleteIfExists(aside.get(i));
            }
        }
    }

    private static List<Path> filesPutAside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        String prefix = file.getFileName() + ".";
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.comparing(f -> f.getFileName().toString()))
                    .toList();
        }
    }

    private void reportOnce(IOException failure) {
        if (failureReported) {
            return;
        }
        failureReported = true;
        String text = "nats-server: cannot write the log: " + failure.getMessage() + "\n";
        try {
            standardError.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException nowhereLeft) {
            failure.addSuppressed(nowhereLeft);
        }
    }

    /** Opens the file again under its name, because somebody moved it away. */
    public void reopen() {
        Path file = settings.file();
        if (file == null) {
            info("File log re-open ignored, not a file logger");
            return;
        }
        lock.lock();
        try {
            OutputStream before = out;
            out = openDestination(file);
            before.close();
        } catch (IOException e) {
            reportOnce(e);
        } finally {
            lock.unlock();
        }
        info("File log re-opened");
    }

    /**
     * Takes over other settings, at a reload.
     *
     * @throws IOException if the new file cannot be opened; nothing is changed then
     */
    public void reconfigure(Settings newSettings) throws IOException {
        lock.lock();
        try {
            boolean sameFile = Objects.equals(newSettings.file(), settings.file());
            if (!sameFile) {
                OutputStream before = out;
                out = openDestination(newSettings.file());
                if (before != standardError) {
                    before.close();
                }
            }
            settings = newSettings;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the file; what is written later is lost. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (out != standardError) {
                out.close();
            }
        } catch (IOException e) {
            reportOnce(e);
        } finally {
            lock.unlock();
        }
    }
}
