package dev.natsbroker.broker.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A nats-server in a process of its own, with its monitoring on; which one, {@value TestServer#REFERENCE} says. */
public final class ReferenceServer implements TestServer {
    private static final Pattern CLIENT_PORT = Pattern.compile("Listening for client connections on .*:(\\d+)$");
    private static final Pattern MONITOR_PORT = Pattern.compile("Starting http monitor on .*:(\\d+)$");
    private static final int ASK_MAX = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path conf;
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;
    private int monitorPort;

    private ReferenceServer(Process process, Path conf) {
        this.process = process;
        this.conf = conf;
    }

    /** The nats-server that the tests shall talk to; null if they talk to our broker. */
    public static @Nullable Path chosen() {
        return TestServer.isReference() ? Path.of(System.getProperty(TestServer.REFERENCE, "")) : null;
    }

    /** Starts the executable with this configuration, on free ports of the loopback interface. */
    public static ReferenceServer start(Path executable, String text) {
        try {
            Path conf = Files.createTempFile("reference", ".conf");
            Files.writeString(conf, text);
            Process process = new ProcessBuilder(
                            executable.toString(), "-c", conf.toString(), "-a", "127.0.0.1", "-p", "-1", "-m", "-1")
                    .redirectErrorStream(true)
                    .start();
            ReferenceServer server = new ReferenceServer(process, conf);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            Matcher client = CLIENT_PORT.matcher(line);
            Matcher monitor = MONITOR_PORT.matcher(line);
            if (client.find()) {
                port = Integer.parseInt(client.group(1));
            } else if (monitor.find()) {
                monitorPort = Integer.parseInt(monitor.group(1));
            }
            if (line.contains("Server is ready")) {
                keepReading(log);
                return;
            }
        }
        throw new IllegalStateException("The reference server did not start:\n" + seen);
    }

    /** A full pipe would stop the server. */
    private static void keepReading(BufferedReader log) {
        Thread reader = new Thread(() -> readToEnd(log), "reference-log");
        reader.setDaemon(true);
        reader.start();
    }

    private static void readToEnd(BufferedReader log) {
        try {
            while (log.readLine() != null) {
                // nobody asks for it
            }
        } catch (IOException ended) {
            // the process is gone
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void advance(Duration step) {
        // real time passes by itself
    }

    @Override
    public boolean hasManualClock() {
        return false;
    }

    @Override
    public String closeReason(long clientId) {
        for (int i = 0; i < ASK_MAX; i++) {
            JsonNode page = ask("/connz?state=closed&limit=10000");
            for (JsonNode connection : page.path("connections")) {
                if (connection.path("cid").asLong() == clientId) {
                    return connection.path("reason").asString();
                }
            }
        }
        throw new AssertionError("client " + clientId + " is not among the closed ones");
    }

    @Override
    public long slowConsumers() {
        return ask("/varz").path("slow_consumers").asLong();
    }

    private JsonNode ask(String page) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitorPort + page))
                    .build();
            return new JsonMapper()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void enterLameDuckMode() {
        try {
            new ProcessBuilder("kill", "-USR2", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean awaitStopped(Duration patience) {
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the server end in order. */
    public void stop() {
        process.destroy();
        awaitStopped(PATIENCE);
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitStopped(PATIENCE);
        try {
            Files.delete(conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
