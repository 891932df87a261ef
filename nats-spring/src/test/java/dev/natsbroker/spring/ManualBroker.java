package dev.natsbroker.spring;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.runtime.ManualClock;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** A broker whose time stands still until a test moves it. Its streams are best kept in memory. */
public final class ManualBroker implements BeforeAllCallback, AfterAllCallback {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Connection> connections = new ArrayList<>();
    private Path store;
    private NatsBroker broker;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        store = Files.createTempDirectory("nats-spring");
        broker = NatsBroker.builder()
                .clock(clock)
                .options(BrokerOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                        .build())
                .start();
    }

    /** The broker's clock. */
    public ManualClock clock() {
        return clock;
    }

    /** A factory for a new connection, which is closed after the tests of the class. */
    public NatsConnectionFactory connectionFactory() {
        try {
            Connection connection = Nats.connect(Options.builder()
                    .server(broker.clientUri().toString())
                    .reconnectWait(Duration.ofMillis(20))
                    .maxReconnects(-1)
                    .build());
            connections.add(connection);
            return new FixedConnectionFactory(connection);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (Connection connection : connections) {
            connection.close();
        }
        broker.stop();
        if (!broker.awaitStopped(Duration.ofSeconds(10))) {
            throw new AssertionError("The broker has not stopped within 10 s");
        }
        FileSystemUtils.deleteRecursively(store);
    }
}
