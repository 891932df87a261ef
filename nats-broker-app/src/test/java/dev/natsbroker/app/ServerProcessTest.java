package dev.natsbroker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a process: what callers wait for, signal and read. */
class ServerProcessTest {
    private static final Pattern MONITORING = Pattern.compile("\"monitoring\":\\[\"(http://[^\"]+)\"");

    @TempDir
    Path folder;

    private ChildServer start(String... flags) throws IOException {
        return ChildServer.start(folder, flags);
    }

    @Test
    void shouldAcceptClientsWhenItSaysThatItIsReady() throws Exception {
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1")) {
            // when
            String info = ChildServer.infoAt(server.awaitReady());

            // then
            assertThat(info).startsWith("INFO {").contains("\"version\":\"2.15.1\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,terminated", "INT,interrupt"})
    void shouldStopWithStatusZeroOnSignal(String signal, String description) throws Exception {
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1")) {
            server.awaitReady();

            // when
            server.signal(signal);

            // then
            server.awaitLine("[INF] Trapped \"" + description + "\" signal");
            server.awaitLine("[INF] Initiating Shutdown...");
            server.awaitLine("[INF] Server Exiting..");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void shouldReactToTheOtherSignalsAndGoOn() throws Exception {
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1")) {
            int port = server.awaitReady();

            // when
            server.signal("HUP");
            server.awaitLine("[ERR] Failed to reload server configuration: "
                    + "can only reload config when a file is provided using -c or --config");
            server.signal("USR1");
            server.awaitLine("[INF] File log re-open ignored, not a file logger");

            // then
            assertThat(ChildServer.infoAt(port)).startsWith("INFO {");
        }
    }

    @Test
    void shouldEndAfterLameDuckMode() throws Exception {
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1")) {
            server.awaitReady();

            // when
            server.signal("USR2");

            // then
            server.awaitLine("[INF] Entering lame duck mode, stop accepting new clients");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void shouldReloadTheFile() throws Exception {
        // given
        Path file = folder.resolve("nats.conf");
        Files.writeString(file, "host: 127.0.0.1, port: -1, max_payload: 1000\n");
        try (ChildServer server = start("-c", file.toString())) {
            int port = server.awaitReady();

            // when
            Files.writeString(file, "host: 127.0.0.1, port: -1, max_payload: 2000\n");
            server.signal("HUP");
            server.awaitLine("[INF] Reloaded server configuration");

            // then
            assertThat(ChildServer.infoAt(port)).contains("\"max_payload\":2000");
        }
    }

    @Test
    void shouldServeTheSamePortAgainAfterItWasKilled() throws Exception {
        int port;
        try (ChildServer killed = start("-a", "127.0.0.1", "-p", "-1")) {
            port = killed.awaitReady();
            killed.signal("KILL");
            killed.awaitExit();
        }

        // when
        try (ChildServer server = start("-a", "127.0.0.1", "-p", Integer.toString(port))) {
            server.awaitReady();

            // then
            assertThat(ChildServer.infoAt(port)).startsWith("INFO {");
        }
    }

    @Test
    void shouldWriteThePidFileAndThePortsFile() throws Exception {
        // given
        Path pidFile = folder.resolve("server.pid");
        Path portsFile;
        try (ChildServer server = start(
                "-a", "127.0.0.1", "-p", "-1", "-m", "-1", "-P", pidFile.toString(), "--ports_file_dir", "" + folder)) {
            int port = server.awaitReady();
            portsFile = folder.resolve("nats-server_" + server.pid() + ".ports");

            // when
            awaitFile(portsFile, server);

            // then
            assertThat(pidFile).hasContent(Long.toString(server.pid()));
            assertThat(Files.readString(portsFile))
                    .startsWith("{\"nats\":[\"nats://127.0.0.1:" + port + "\"],\"monitoring\":[\"http://127.0.0.1:");

            // and when
            server.signal("TERM");

            // then
            assertThat(server.awaitExit()).isZero();
            assertThat(portsFile).doesNotExist();
        }
    }

    @Test
    void shouldServeHealthAndMetricsBesideTheMonitoringPages() throws Exception {
        try (ChildServer server = start(
                "-a",
                "127.0.0.1",
                "-p",
                "-1",
                "-m",
                "-1",
                "-js",
                "-sd",
                "" + folder,
                "--ports_file_dir",
                "" + folder)) {
            server.awaitReady();
            Path portsFile = folder.resolve("nats-server_" + server.pid() + ".ports");
            awaitFile(portsFile, server);
            Matcher monitoring = MONITORING.matcher(Files.readString(portsFile));
            assertThat(monitoring.find()).isTrue();
            String base = monitoring.group(1);

            // when
            String health = awaitPage(base + "/actuator/health", server);

            // then
            assertThat(health).contains("\"natsBroker\":{\"status\":\"UP\"}");
            assertThat(awaitPage(base + "/varz", server)).contains("\"version\": \"2.15.1\"");
            assertThat(awaitPage(base + "/jsz", server)).contains("\"sync\": \"always\"");
            assertThat(awaitPage(base + "/actuator/prometheus", server))
                    .contains("nats_broker_connections ")
                    .contains("nats_broker_jetstream_streams 0.0")
                    .contains("nats_broker_jetstream_journal_sync_seconds_count{lane=\"0\"} ");
        }
    }

    @Test
    void shouldLogToAFileOnly() throws Exception {
        // given
        Path log = folder.resolve("server.log");
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1", "-l", "server.log")) {
            awaitFile(log, server);
            awaitText(log, "Server is ready", server);

            // when
            server.signal("TERM");

            // then
            assertThat(server.awaitOutput()).isEmpty();
            assertThat(Files.readAllLines(log))
                    .allMatch(line -> line.matches(
                            "\\[" + server.pid() + "] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[INF] .*"))
                    .last()
                    .asString()
                    .endsWith("Server Exiting..");
        }
    }

    @Test
    void shouldSayOnWhichPortItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ChildServer server = start("-a", "127.0.0.1", "-p", "" + taken.getLocalPort())) {
            // when
            String line = server.awaitLine("[FTL]");

            // then
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(line)
                    .endsWith("[FTL] Error listening on port: " + address + ", \"listen tcp " + address
                            + ": bind: address already in use\"");
            assertThat(server.awaitExit()).isOne();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --version          | 0 | nats-server: v2.15.1
            -h                 | 0 | Usage: nats-server
            --bad              | 0 | flag provided but not defined: -bad
            -p abc             | 0 | invalid value "abc" for flag -p: parse error
            foo                | 1 | nats-server: unrecognized command: "foo"
            -t                 | 1 | nats-server: must specify [-c, --config] option to check configuration file syntax
            -c missing.conf    | 1 | missing.conf: no such file or directory
            -P none/x -p -1    | 1 | Could not write pidfile: open none/x: no such file or directory
            -l none/x -p -1    | 1 | open none/x: no such file or directory
            --signal reload=ab | 1 | nats-server: invalid pid: ab
            """)
    void shouldEndAtOnce(String flags, int status, String output) throws Exception {
        try (ChildServer server = start(flags.strip().split(" "))) {
            // when
            List<String> lines = server.awaitOutput();

            // then
            assertThat(lines).anyMatch(line -> line.contains(output));
            assertThat(server.awaitExit()).isEqualTo(status);
        }
    }

    @Test
    void shouldLetFlagsWinOverTheFileAndTheFileOverProperties() throws Exception {
        // given
        Files.writeString(
                folder.resolve("application.yaml"),
                "nats.broker: {host: 127.0.0.1, port: 1, server-name: by-property, max-payload: 3000B}\n");
        Files.writeString(folder.resolve("nats.conf"), "port: 2, server_name: by-file\n");
        try (ChildServer server = start("-c", "nats.conf", "-p", "-1")) {
            // when
            String info = ChildServer.infoAt(server.awaitReady());

            // then
            assertThat(info).contains("\"server_name\":\"by-file\"").contains("\"max_payload\":3000");
        }
    }

    @Test
    void shouldTakePropertiesOnTheCommandLine() throws Exception {
        try (ChildServer server = start("--nats.broker.host=127.0.0.1", "--nats.broker.port=-1")) {
            assertThat(ChildServer.infoAt(server.awaitReady())).startsWith("INFO {");
        }
    }

    @Test
    void shouldSayWhichPropertyIsWrong() throws Exception {
        try (ChildServer server = start("--nats.broker.max-payload=many")) {
            // when
            List<String> lines = server.awaitOutput();

            // then
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("nats-server: ") && line.contains("nats.broker.max-payload"));
            assertThat(server.awaitExit()).isOne();
        }
    }

    @Test
    void shouldTestAFileWithoutStarting() throws Exception {
        // given
        Files.writeString(folder.resolve("good.conf"), "port: -1\n");
        Files.writeString(folder.resolve("bad.conf"), "port: -1\nunheard_of: 1\n");
        try (ChildServer good = start("-t", "-c", "good.conf");
                ChildServer bad = start("-t", "-c", "bad.conf")) {
            // then
            assertThat(good.awaitLine("is valid"))
                    .startsWith("nats-server: configuration file good.conf is valid (sha256:");
            assertThat(good.awaitExit()).isZero();
            bad.awaitLine("bad.conf:2:1: unknown field \"unheard_of\"");
            assertThat(bad.awaitExit()).isOne();
        }
    }

    @Test
    void shouldSendSignalsByCommand() throws Exception {
        try (ChildServer server = start("-a", "127.0.0.1", "-p", "-1")) {
            server.awaitReady();

            // when
            try (ChildServer command = start("--signal", "term=" + server.pid())) {
                assertThat(command.awaitExit()).isZero();
            }

            // then
            assertThat(server.awaitExit()).isZero();
        }
    }

    private static void awaitFile(Path file, ChildServer server) {
        while (!Files.exists(file)) {
            requireAlive(server, file.toString());
            Thread.onSpinWait();
        }
    }

    private static void awaitText(Path file, String text, ChildServer server) throws IOException {
        while (!Files.readString(file).contains(text)) {
            requireAlive(server, text);
            Thread.onSpinWait();
        }
    }

    /** The pages of Spring come some time after the broker. */
    private static String awaitPage(String url, ChildServer server) {
        while (true) {
            try (InputStream in = URI.create(url).toURL().openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException notYet) {
                requireAlive(server, url);
            }
        }
    }

    private static void requireAlive(ChildServer server, String awaited) {
        if (ProcessHandle.of(server.pid()).isEmpty()) {
            throw new AssertionError("the server ended before there was " + awaited);
        }
    }
}
