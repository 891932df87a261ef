package dev.natsbroker.broker.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log in nats-server's form: {@code [pid] 2006/01/02 15:04:05.000000 [INF] text} on standard error or in a file, or messages
 * to a syslog server. A line is written with one call, so that lines of several threads do not mix, and it has left this process
 * when the method returns. A lock guards the destination. Thread-safe.
 *
 * <p>A destination that cannot be written is reported once on standard error; the server goes on, and each later line is tried
 * again.
 */
public final class NatsLog implements ServerLog, AutoCloseable {
    /**
     * How a log looks and where it goes. The first of these that is given gets the log: the file, the remote syslog server, the
     * local one, standard error.
     *
     * @param debug whether debug lines are written
     * @param trace whether trace lines are written
     * @param time whether lines carry the time; messages to syslog always do
     * @param utc whether the time is UTC instead of local
     * @param file the log file
     * @param sizeLimitBytes a file beyond this size is put aside and a new one is begun; 0 for no limit
     * @param filesMax how many files are kept, the current one included; 0 for all
     * @param syslog whether the log goes to the syslog server of this machine
     * @param remoteSyslog a syslog server, as {@code udp://host:port}, {@code tcp://host:port} or {@code unix:///path}
     */
    public record Settings(
            boolean debug,
            boolean trace,
            boolean time,
            boolean utc,
            @Nullable Path file,
            long sizeLimitBytes,
            int filesMax,
            boolean syslog,
            @Nullable String remoteSyslog) {

        /** Settings of a log that does not go to syslog. */
        public Settings(
                boolean debug,
                boolean trace,
                boolean time,
                boolean utc,
                @Nullable Path file,
                long sizeLimitBytes,
                int filesMax) {
            this(debug, trace, time, utc, file, sizeLimitBytes, filesMax, false, null);
        }

        /** Whether the two differ in their levels at most. */
        private boolean writesLike(Settings other) {
            return equals(new Settings(
                    debug,
                    trace,
                    other.time,
                    other.utc,
                    other.file,
                    other.sizeLimitBytes,
                    other.filesMax,
                    other.syslog,
                    other.remoteSyslog));
        }
    }

    private final BrokerClock clock;
    private final OutputStream standardError;
    private final SyslogConnection.DatagramOpener datagrams;
    private final boolean colored;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Settings settings;
    private LogDestination destination;
    private boolean closed;
    private boolean failureReported;

    /**
     * A log of this process.
     *
     * @param datagrams opens the socket of the local syslog server
     * @throws IOException if the destination cannot be opened; the message says which and why, fit to be shown to an operator
     */
    public static NatsLog open(Settings settings, BrokerClock clock, SyslogConnection.DatagramOpener datagrams)
            throws IOException {
        return new NatsLog(
                settings, clock, new FileOutputStream(FileDescriptor.err), datagrams, standardErrorIsTerminal());
    }

    /** A log of this process that reaches a local syslog server by a stream socket only. */
    public static NatsLog open(Settings settings, BrokerClock clock) throws IOException {
        return open(settings, clock, NatsLog::noDatagrams);
    }

    NatsLog(Settings settings, BrokerClock clock, OutputStream standardError) throws IOException {
        this(settings, clock, standardError, NatsLog::noDatagrams, false);
    }

    NatsLog(
            Settings settings,
            BrokerClock clock,
            OutputStream standardError,
            SyslogConnection.DatagramOpener datagrams,
            boolean colored)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.standardError = standardError;
        this.datagrams = datagrams;
        this.colored = colored;
        this.destination = open(settings);
    }

    private static SyslogConnection noDatagrams(Path socket) throws IOException {
        throw new IOException("no datagram sockets for " + socket);
    }

    /** nats-server writes coloured labels to a terminal. */
    private static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notKnown) {
            return false;
        }
    }

    private LogDestination open(Settings wanted) throws IOException {
        Path file = wanted.file();
        if (file != null) {
            try {
                return new LogFile(file, wanted.sizeLimitBytes(), wanted.filesMax(), line(wanted, false), clock);
            } catch (IOException e) {
                throw new IOException("error opening file: " + FileErrors.describe("open", file, e), e);
            }
        }
        String remote = wanted.remoteSyslog();
        if (remote != null) {
            return Syslog.remote(remote, clock);
        }
        if (wanted.syslog()) {
            return Syslog.local(datagrams, clock);
        }
        return new LogStream(standardError, line(wanted, colored));
    }

    private LogLine line(Settings wanted, boolean withColors) {
        ZoneId zone = wanted.utc() ? ZoneOffset.UTC : ZoneId.systemDefault();
        return new LogLine(clock, ProcessHandle.current().pid(), wanted.time() ? zone : null, withColors);
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
        lock.lock();
        try {
            if (!closed) {
                destination.write(level, text);
            }
        } catch (IOException | RuntimeException e) {
            reportOnce(e);
        } finally {
            lock.unlock();
        }
    }

    private void reportOnce(Exception failure) {
        if (failureReported) {
            return;
        }
        failureReported = true;
        try {
            LogLine line = line(settings, false);
            line.format(Level.ERROR, "Unable to write the log (" + failure.getMessage() + "), lines are lost");
            standardError.write(line.bytes(), 0, line.length());
        } catch (IOException nowhereLeft) {
            failure.addSuppressed(nowhereLeft);
        }
    }

    /**
     * Opens the file again under its name, because somebody moved it away; goes on with the old one if that fails. A log that is
     * no file says so.
     */
    public void reopen() {
        if (settings.file() == null) {
            info("File log re-open ignored, not a file logger");
            return;
        }
        try {
            switchTo(settings);
            info("File log re-opened");
        } catch (IOException e) {
            error("File log re-open failed: " + e.getMessage());
        }
    }

    /**
     * Takes over other settings, at a reload.
     *
     * @throws IOException if the new destination cannot be opened; nothing is changed then
     */
    public void reconfigure(Settings newSettings) throws IOException {
        lock.lock();
        try {
            if (newSettings.writesLike(settings)) {
                settings = newSettings;
            } else {
                switchTo(newSettings);
            }
        } finally {
            lock.unlock();
        }
    }

    private void switchTo(Settings newSettings) throws IOException {
        lock.lock();
        try {
            LogDestination before = destination;
            destination = open(newSettings);
            settings = newSettings;
            closed = false;
            failureReported = false;
            closeQuietly(before);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the destination; what is written later is dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closeQuietly(destination);
        } finally {
            lock.unlock();
        }
    }

    private void closeQuietly(LogDestination old) {
        try {
            old.close();
        } catch (IOException e) {
            reportOnce(e);
        }
    }
}
