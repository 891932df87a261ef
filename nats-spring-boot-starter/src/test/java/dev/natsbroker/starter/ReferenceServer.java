package dev.natsbroker.starter;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** Another server in a process of its own, with JetStream in a temporary folder. */
final class ReferenceServer extends TestServer {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final String executable;
    private final Path folder = Files.createTempDirectory("starter-suite");
    private final int port = freePort();
    private Process process;

    ReferenceServer(String executable) throws IOException {
        this.executable = executable;
        this.process = launch();
    }

    // Between here and the server's start somebody else may take the port; the server then says so and the suite fails.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        Path log = folder.resolve("log");
        Process started = new ProcessBuilder(
                        executable,
                        "-a",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-js",
                        "-sd",
                        folder.resolve("js").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await().atMost(LONG).pollDelay(Duration.ZERO).until(() -> {
            if (!started.isAlive()) {
                throw new IllegalStateException(executable + " ended: " + Files.readString(log));
            }
            return answers();
        });
        return started;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() == 'I';
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    String url() {
        return "nats://127.0.0.1:" + port;
    }

    @Override
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void start() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
