package dev.natsbroker.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server does for itself while the JVM records what a start and the first messages need: the launcher's cache is made of
 * that record. Uses a port that nobody knows, and ends by itself.
 */
final class TrainingRun {
    /** Set by the launcher: {@code core} for a server without monitoring, {@code full} for one with all of it. */
    private static final String PROPERTY = "natsbroker.training";

    /** Where the server that is watched keeps its streams; deleted at the end. */
    private static final Path STORE = Path.of(
            System.getProperty("java.io.tmpdir"),
            "nats-training-" + ProcessHandle.current().pid());

    private static final List<String> CORE_FLAGS =
            List.of("-a", "127.0.0.1", "-p", "-1", "-js", "-sd", STORE.toString());

    private static final int CLIENTS = 3;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final String SESSION = """
            CONNECT {"verbose":false,"pedantic":false,"lang":"training","version":"1","headers":true,"no_responders":true}\r
            SUB train.* 1\r
            SUB train.> workers 2\r
            PUB train.one 5\r
            hello\r
            HPUB train.two reply.here 17 22\r
            NATS/1.0\r
            A:B\r
            \r
            hello\r
            PUB nobody.here reply.here 0\r
            \r
            UNSUB 1 1\r
            PUB train.three 2\r
            hi\r
            UNSUB 2\r
            PING\r
            """;
    private static final List<String> PAGES = List.of(
            "/", "/varz", "/connz?subs=1", "/subsz", "/jsz", "/healthz", "/actuator/health", "/actuator/prometheus");

    private final InetSocketAddress clients;
    private final @Nullable InetSocketAddress pages;

    /** @param pages where the monitoring pages are, or null if the server has none */
    TrainingRun(InetSocketAddress clients, @Nullable InetSocketAddress pages) {
        this.clients = clients;
        this.pages = pages;
    }

    static boolean isWanted() {
        return System.getProperty(PROPERTY) != null;
    }

    /** The flags of the server that is watched. */
    static String[] flags() {
        Stream<String> monitoring =
                "full".equals(System.getProperty(PROPERTY)) ? Stream.of("-m", "-1") : Stream.empty();
        return Stream.concat(CORE_FLAGS.stream(), monitoring).toArray(String[]::new);
    }

    void run() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            talk();
        }
        new TrainingLoad(clients).run();
        new TrainingStreams(clients).run();
        if (pages != null) {
            for (String page : PAGES) {
                read(URI.create("http://127.0.0.1:" + pages.getPort() + page).toURL());
            }
        }
    }

    /** Deletes what the server has kept; to be called when it has stopped. */
    static void cleanUp() throws IOException {
        if (Files.exists(STORE)) {
            try (Stream<Path> all = Files.walk(STORE)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void read(URL page) throws IOException {
        try (InputStream in = page.openStream()) {
            in.readAllBytes();
        }
    }

    private void talk() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(clients, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(SESSION.getBytes(StandardCharsets.US_ASCII));
            StringBuilder received = new StringBuilder();
            while (received.indexOf("PONG") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("the server closed the connection after: " + received);
                }
                received.append((char) next);
            }
        }
    }
}
