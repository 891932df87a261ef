package dev.natsbroker.broker.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server with JetStream for the tests of a class, each of which has streams of its own, and a client per test.
 *
 * <p>The tests prove the rows of the list of traps, "what a client of nats-server has to know and would not guess":
 *
 * <ul>
 *   <li>1–9, 11, 33, 62, 65, 70, 74, 77: {@link JetStreamApiTrapsTest}
 *   <li>12, 14–24, 37, 40–42, 75: {@link JetStreamPublishTrapsTest}
 *   <li>25–32, 34–36, 38, 39, 71–73: {@link JetStreamStreamTrapsTest}
 *   <li>10, 13, 43–52: {@link JetStreamAckTrapsTest}
 *   <li>53–61: {@link JetStreamPullTrapsTest}
 *   <li>63, 64, 66–69, 76, 80: {@link JetStreamConsumerTrapsTest}
 *   <li>76, what it says about imports: {@link JetStreamImportsTrapsTest}
 *   <li>78, 79, and what 5 and 16 say about replicas: not here, they need a cluster
 * </ul>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JetStreamTraps {
    private static final Duration STEP = Duration.ofMillis(20);

    TestServer server;
    JetStreamWire js;

    /** Further lines of nats.conf. */
    String[] conf() {
        return new String[0];
    }

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.start(
                "server_name: s", "jetstream { store_dir: \"" + directory + "\" }", String.join("\n", conf()));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        js = new JetStreamWire(server);
    }

    @AfterEach
    void disconnect() {
        js.close();
    }

    /** Waits for what the server does after some time of its own choice. */
    void until(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            server.advance(STEP);
            return condition.getAsBoolean();
        });
    }
}
