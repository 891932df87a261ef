package dev.natsbroker.broker.client;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A broker with JetStream in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
    private static final String READY = "READY ";

    private final Process process;
    private final int port;

    private BrokerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one on the files in {@code store}, and waits until it serves. */
    static BrokerProcess start(Path store) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return new BrokerProcess(process, Integer.parseInt(line.substring(READY.length())));
            }
        }
        throw new IOException(
                "The broker has ended with " + process.onExit().join().exitValue());
    }

    /** What the process does. */
    public static void main(String[] arguments) throws InterruptedException {
        BrokerOptions options = BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .jetStream(js -> js.enabled(true).storeDirectory(Path.of(arguments[0])))
                .build();
        NatsBroker broker = NatsBroker.start(options);
        System.out.println(READY + broker.clientUri().getPort());
        broker.awaitStopped(null);
    }

    String uri() {
        return "nats://127.0.0.1:" + port;
    }

    /** Ends it as {@code kill -9} does, and waits for that. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The broker cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        kill();
    }
}
