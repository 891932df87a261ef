package dev.natsbroker.starter;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.FileSystemUtils;

/** Our broker in this JVM, with JetStream in a temporary folder. */
final class EmbeddedServer extends TestServer {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Path store = Files.createTempDirectory("starter-suite");
    private NatsBroker broker = start(0);

    EmbeddedServer() throws IOException {}

    private NatsBroker start(int port) {
        return NatsBroker.start(BrokerOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                .build());
    }

    @Override
    String url() {
        return broker.clientUri().toString();
    }

    @Override
    void stop() {
        broker.stop();
        try {
            if (!broker.awaitStopped(LONG)) {
                throw new IllegalStateException("The broker has not stopped within " + LONG);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    void start() {
        broker = start(broker.port());
    }

    @Override
    public void close() {
        stop();
        try {
            FileSystemUtils.deleteRecursively(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
