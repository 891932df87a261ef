package dev.natsbroker.broker.runtime;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Log lines as messages to a syslog server. A broken connection is opened again with the next line; while that fails, lines are
 * lost, and the server is asked again at most every few seconds, so that logging does not hold up the broker.
 */
final class Syslog implements LogDestination {
    private static final String TAG = "nats-server[" + ProcessHandle.current().pid() + "]";
    private static final List<Path> LOCAL_SOCKETS =
            List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BrokerClock clock;
    private final SyslogLine line;
    private final Opener opener;
    private @Nullable SyslogConnection connection;
    private long lastAttemptNanos;

    /** Opens a connection, for the first time or again. */
    @FunctionalInterface
    interface Opener {
        SyslogConnection open() throws IOException;
    }

    private Syslog(BrokerClock clock, SyslogLine line, Opener opener) throws IOException {
        this.clock = clock;
        this.line = line;
        this.opener = opener;
        this.connection = opener.open();
    }

    /** The syslog server at {@code udp://host:port}, {@code tcp://host:port} or {@code unix:///path}. */
    static Syslog remote(String url, BrokerClock clock) throws IOException {
        SyslogAddress address = SyslogAddress.parse(url);
        return new Syslog(clock, new SyslogLine(clock, hostName(), TAG), () -> open(address));
    }

    private static SyslogConnection open(SyslogAddress address) throws IOException {
        try {
            return SyslogConnections.open(address);
        } catch (IOException e) {
            String verb = e instanceof ConnectException ? ": connect: " : ": ";
            throw new IOException("error connecting to syslog: \"dial " + address + verb + e.getMessage() + "\"", e);
        }
    }

    /** The syslog server of this machine. */
    static Syslog local(SyslogConnection.DatagramOpener datagrams, BrokerClock clock) throws IOException {
        return local(LOCAL_SOCKETS, datagrams, clock);
    }

    static Syslog local(List<Path> sockets, SyslogConnection.DatagramOpener datagrams, BrokerClock clock)
            throws IOException {
        return new Syslog(clock, new SyslogLine(clock, null, TAG), () -> openLocal(sockets, datagrams));
    }

    private static SyslogConnection openLocal(List<Path> sockets, SyslogConnection.DatagramOpener datagrams)
            throws IOException {
        IOException failure =
                new IOException("error connecting to syslog: no system log listens at " + sockets + " of this machine");
        for (Path socket : sockets) {
            try {
                return datagrams.open(socket);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            try {
                return SyslogConnections.unixStream(socket);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    /** The kernel's name of this machine, because Java's would ask the domain name system. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException noSuchFile) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException unknown) {
                return "localhost";
            }
        }
    }

    @Override
    public void write(ServerLog.Level level, String text) throws IOException {
        byte[] message = line.format(level, text);
        SyslogConnection current = connection;
        if (current != null) {
            try {
                current.send(message);
                return;
            } catch (IOException broken) {
                close();
            }
        } else if (clock.nanoTime() - lastAttemptNanos < RETRY_NANOS) {
            throw new IOException("no connection to syslog");
        }
        lastAttemptNanos = clock.nanoTime();
        SyslogConnection again = opener.open();
        connection = again;
        again.send(message);
    }

    @Override
    public void close() throws IOException {
        SyslogConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
