package dev.natsbroker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerProcessTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSayItsPortsAndEndCleanly() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(
                folder, "-a", "127.0.0.1", "-p", "-1", "-P", "server.pid", "--ports_file_dir", folder.toString())) {
            // given
            int port = server.awaitReady();

            // then
            assertThat(ServerUnderTest.greeting(port)).isEqualTo("INFO");
            assertThat(folder.resolve("server.pid")).hasContent(Long.toString(server.pid()));

            // when
            server.signal("TERM");

            // then
            server.awaitLine("[INF] Trapped \"terminated\" signal");
            server.awaitLine("[INF] Initiating Shutdown...");
            server.awaitLine("[INF] Server Exiting..");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.portsFile(folder)).doesNotExist();
        }
    }

    @Test
    void shouldWriteThePortsFileWhenEverythingListens() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(
                folder, "-a", "127.0.0.1", "-p", "-1", "-m", "-1", "--ports_file_dir", folder.toString())) {
            int port = server.awaitReady();
            Path ports = server.portsFile(folder);
            while (!Files.exists(ports)) {
                Thread.onSpinWait();
            }

            assertThat(ServerUnderTest.content(ports))
                    .matches("\\{\"nats\":\\[\"nats://127.0.0.1:" + port
                            + "\"],\"monitoring\":\\[\"http://127.0.0.1:\\d+\"]}");
        }
    }

    @Test
    void shouldStartAgainOnTheSamePortAfterAKill() throws Exception {
        int port;
        try (ServerUnderTest server = ServerUnderTest.start(folder, "-a", "127.0.0.1", "-p", "-1")) {
            port = server.awaitReady();
            server.signal("KILL");
            server.awaitExit();
        }

        try (ServerUnderTest again = ServerUnderTest.start(folder, "-a", "127.0.0.1", "-p", Integer.toString(port))) {
            assertThat(again.awaitReady()).isEqualTo(port);
            again.signal("INT");
            assertThat(again.awaitExit()).isZero();
        }
    }

    @Test
    void shouldServeActuatorOnTheMonitoringPort() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(folder, "-a", "127.0.0.1", "-p", "-1", "-m", "-1")) {
            String line = server.awaitLine("Starting http monitor on ");
            server.awaitReady();
            String base = "http://127.0.0.1:" + line.substring(line.lastIndexOf(':') + 1);

            assertThat(get(base + "/varz").body()).contains("\"version\": \"2.15.1\"");
            assertThat(awaitPage(base + "/actuator/health")).contains("\"status\":\"UP\"", "natsBroker");
            assertThat(awaitPage(base + "/actuator/prometheus")).contains("nats_broker_connections", "jvm_memory");
        }
    }

    @Test
    void shouldReloadTheFileOnHangUp() throws Exception {
        Path file = Files.writeString(folder.resolve("server.conf"), "listen: \"127.0.0.1:-1\"\nmax_payload: 100\n");
        try (ServerUnderTest server = ServerUnderTest.start(folder, "-c", file.toString())) {
            server.awaitReady();

            Files.writeString(file, "listen: \"127.0.0.1:-1\"\nmax_payload: 200\n");
            server.signal("HUP");
            server.awaitLine("Reloaded: max_payload = 200");
            server.awaitLine("Reloaded server configuration (sha256:");

            Files.writeString(file, "listen: \"127.0.0.1:-1\"\nmax_payload: nonsense\n");
            server.signal("HUP");
            server.awaitLine("[ERR] Failed to reload server configuration: ");
        }
    }

    @Test
    void shouldTellItsVersions() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(folder, "--version")) {
            assertThat(server.standardOutput()).matches("nats-server: v2\\.15\\.1\\Rnatsbroker \\S+\\R");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void shouldTestAConfigurationFile() throws Exception {
        Path good = Files.writeString(folder.resolve("good.conf"), "port: 4222\n");
        Path bad = Files.writeString(folder.resolve("bad.conf"), "port: 4222\nfoo: 1\n");

        try (ServerUnderTest server = ServerUnderTest.start(folder, "-t", "-c", good.toString())) {
            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfStandardError())
                    .startsWith("nats-server: configuration file " + good + " is valid (sha256:");
        }
        try (ServerUnderTest server = ServerUnderTest.start(folder, "-t", "-c", bad.toString())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.restOfStandardError()).isEqualTo("nats-server: " + bad + ":2:1: unknown field \"foo\"\n");
        }
    }

    @Test
    void shouldPrintTheUsageForAnUnknownFlag() throws Exception {
        try (ServerUnderTest server = ServerUnderTest.start(folder, "--nonsense")) {
            assertThat(server.standardOutput()).contains("--port");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfStandardError()).contains("flag provided but not defined: -nonsense");
        }
    }

    @Test
    void shouldEndWithOneLineWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerUnderTest server =
                        ServerUnderTest.start(folder, "-a", "127.0.0.1", "-p", "" + taken.getLocalPort())) {
            String line = server.awaitLine("[FTL]");

            assertThat(line)
                    .endsWith("[FTL] Error listening on port: 127.0.0.1:" + taken.getLocalPort()
                            + ", \"listen tcp 127.0.0.1:" + taken.getLocalPort() + ": bind: address already in use\"");
            assertThat(server.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void shouldWriteTheLogFileInsteadOfStandardError() throws Exception {
        Path log = folder.resolve("server.log");
        try (ServerUnderTest server =
                ServerUnderTest.start(folder, "-a", "127.0.0.1", "-p", "-1", "-l", "server.log")) {
            while (!Files.exists(log) || !Files.readString(log).contains("Server is ready")) {
                Thread.onSpinWait();
            }
            server.signal("TERM");

            assertThat(server.awaitExit()).isZero();
            assertThat(server.restOfStandardError()).isEmpty();
            assertThat(log).content().endsWith("[INF] Server Exiting..\n");
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Spring's pages come a moment after the broker's. */
    private static String awaitPage(String url) throws IOException, InterruptedException {
        HttpResponse<String> response = get(url);
        while (response.statusCode() != 200) {
            Thread.onSpinWait();
            response = get(url);
        }
        return response.body();
    }
}
