package dev.natsbroker.broker.client;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.conformance.ReferenceServer;
import io.nats.client.Connection;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server with JetStream for the official client: our broker inside this JVM or, to prove the tests themselves, a real
 * nats-server whose path is given as system property {@code conformance.reference}. Its files lie in a folder of their own,
 * which goes when it closes.
 */
final class JetStreamServer implements AutoCloseable {
    private final Path folder;
    private final String conf;
    private @Nullable NatsBroker broker;
    private @Nullable ReferenceServer reference;

    private JetStreamServer(Path folder, String conf) {
        this.folder = folder;
        this.conf = conf;
    }

    /** Starts one with these further lines of nats.conf. */
    static JetStreamServer start(String... conf) {
        return startWith("", conf);
    }

    /** Starts one with these further entries of the block {@code jetstream} and these further lines of nats.conf. */
    static JetStreamServer startWith(String entries, String... conf) {
        try {
            Path folder = Files.createTempDirectory("jetstream-client");
            String block = "jetstream { store_dir: \"" + folder + "\"\n" + entries + "\n}\n";
            JetStreamServer server = new JetStreamServer(folder, block + String.join("\n", conf) + "\n");
            server.launch();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() {
        Path executable = ReferenceServer.chosen();
        if (executable == null) {
            broker = Brokers.start(conf);
        } else {
            reference = ReferenceServer.start(executable, conf);
        }
    }

    /** Ends the server in order and starts it again on the same files, on another port. */
    void restart() {
        stop();
        launch();
    }

    private void stop() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
        if (reference != null) {
            reference.stop();
            reference = null;
        }
    }

    Connection connect() {
        return connect(options -> options);
    }

    Connection connect(UnaryOperator<Options.Builder> change) {
        Options.Builder options = Options.builder()
                .server("nats://127.0.0.1:" + port())
                .connectionTimeout(Brokers.PATIENCE)
                .errorListener(new Silence());
        return Brokers.connect(change.apply(options).build());
    }

    private int port() {
        if (broker != null) {
            return broker.port();
        }
        if (reference != null) {
            return reference.port();
        }
        throw new IllegalStateException("the server is closed");
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
