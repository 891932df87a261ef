package dev.natsbroker.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected messages are those that nats-server 2.15.1 sends, as a listening socket shows them. */
class SyslogTest {
    private static final String TAG = "nats-server[" + ProcessHandle.current().pid() + "]: ";
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final int TIMEOUT_MILLIS = 10_000;

    private final ManualClock clock = new ManualClock(START);
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void shouldSendEachLevelWithItsSeverityByUdp() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                NatsLog log = log("udp://127.0.0.1:" + server.getLocalPort(), true)) {
            server.setSoTimeout(TIMEOUT_MILLIS);

            // when
            log.info("a");
            log.warn("b");
            log.error("c");
            log.fatal("d");
            log.debug("e");
            log.trace("f");

            // then
            String middle = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT)
                    .format(START.atZone(ZoneId.systemDefault()));
            List<String> received = receive(server, 6);
            assertThat(received).allMatch(message -> message.contains(">" + middle + " "));
            assertThat(received.stream().map(message -> message.substring(0, 3)))
                    .containsExactly("<5>", "<4>", "<3>", "<2>", "<7>", "<5>");
            assertThat(received.get(0)).matches("<5>\\S+ \\S+ nats-server\\[\\d+\\]: a\n");
        }
    }

    @Test
    void shouldCutAMessageThatIsTooLongForUdp() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                NatsLog log = log("udp://127.0.0.1:" + server.getLocalPort(), false)) {
            server.setSoTimeout(TIMEOUT_MILLIS);

            log.info("x".repeat(100_000));

            assertThat(receive(server, 1).get(0)).hasSize(65_507).endsWith("xxx");
        }
    }

    @Test
    void shouldConnectAgainWhenTheTcpServerWasAway() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NatsLog log = log("tcp://127.0.0.1:" + server.getLocalPort(), false)) {
            server.setSoTimeout(TIMEOUT_MILLIS);

            // when the server closes the first connection with unread data, so that the next line meets a reset
            try (Socket first = server.accept()) {
                first.setSoLinger(true, 0);
                log.info("one");
                assertThat(reader(first).readLine()).endsWith(TAG + "one");
            }

            // then later lines arrive on a new connection; those in between may be lost
            try (Socket second = acceptWhileLogging(server, log)) {
                assertThat(reader(second).readLine()).contains(TAG + "again ");
            }
        }
    }

    private static Socket acceptWhileLogging(ServerSocket server, NatsLog log) throws IOException {
        server.setSoTimeout(10);
        for (int i = 0; i < 1000; i++) {
            log.info("again " + i);
            try {
                Socket accepted = server.accept();
                accepted.setSoTimeout(TIMEOUT_MILLIS);
                return accepted;
            } catch (SocketTimeoutException notYet) {
                continue;
            }
        }
        throw new AssertionError("the log did not connect again");
    }

    @Test
    void shouldNotAskALostServerWithEachLine() throws IOException {
        List<Integer> opened = new ArrayList<>();
        SyslogConnection.DatagramOpener opener = socket -> {
            opened.add(opened.size());
            if (opened.size() > 1) {
                throw new IOException("gone");
            }
            return new Broken();
        };
        Path socket = folder.resolve("log");
        Syslog syslog = Syslog.local(List.of(socket), opener, clock);

        // when
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> syslog.write(ServerLog.Level.INFO, "lost")).isInstanceOf(IOException.class);
        }
        clock.advance(Duration.ofSeconds(5));
        assertThatThrownBy(() -> syslog.write(ServerLog.Level.INFO, "lost")).isInstanceOf(IOException.class);

        // then: at the start, after the first failure, and after the pause
        assertThat(opened).hasSize(3);
    }

    @Test
    void shouldWriteToTheLocalStreamSocket() throws IOException {
        Path socket = folder.resolve("log");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Syslog syslog = Syslog.local(
                    List.of(folder.resolve("none"), socket),
                    path -> {
                        throw new IOException("no datagrams");
                    },
                    clock);

            syslog.write(ServerLog.Level.ERROR, "text");

            try (SocketChannel accepted = server.accept()) {
                String time = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH)
                        .format(START.atZone(ZoneId.systemDefault()));
                assertThat(new BufferedReader(Channels.newReader(accepted, StandardCharsets.UTF_8)).readLine())
                        .isEqualTo("<27>" + time + " " + TAG + "text");
            }
            syslog.close();
        }
    }

    @Test
    void shouldSayThatNoLocalServerListens() {
        assertThatThrownBy(() -> Syslog.local(
                        List.of(folder.resolve("none")),
                        path -> {
                            throw new IOException("no datagrams");
                        },
                        clock))
                .hasMessageStartingWith("error connecting to syslog: no system log listens at");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo://127.0.0.1:514 | error invalid network type: \"foo\"",
                "127.0.0.1:514 | error invalid address of remote syslog \"127.0.0.1:514\"",
                "udp://127.0.0.1 | error connecting to syslog: \"dial udp: address 127.0.0.1: missing port in address\"",
                "unix:///nonexistent/log | error connecting to syslog: \"dial unix /nonexistent/log: ",
                "udp://no-such-host.invalid:514 | error connecting to syslog: \"dial udp no-such-host.invalid:514: lookup"
            })
    void shouldRefuseAnAddressThatIsNone(String url, String message) {
        assertThatThrownBy(() -> log(url, false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldSayThatNobodyListensAtTheTcpPort() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThatThrownBy(() -> log("tcp://127.0.0.1:" + port, false))
                .hasMessageStartingWith("error connecting to syslog: \"dial tcp 127.0.0.1:" + port + ": connect: ");
    }

    private NatsLog log(@Nullable String remote, boolean verbose) throws IOException {
        return new NatsLog(
                new NatsLog.Settings(verbose, verbose, true, true, null, 0, 0, false, remote), clock, standardError);
    }

    private static List<String> receive(DatagramSocket server, int count) throws IOException {
        List<String> received = new ArrayList<>();
        while (received.size() < count) {
            DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000, new InetSocketAddress(0));
            server.receive(packet);
            received.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        }
        return received;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A connection that has broken. */
    private static final class Broken implements SyslogConnection {
        @Override
        public void send(byte[] message) throws IOException {
            throw new IOException("broken pipe");
        }

        @Override
        public void close() {}
    }
}
