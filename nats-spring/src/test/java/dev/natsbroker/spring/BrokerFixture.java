package dev.natsbroker.spring;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/**
 * A broker with JetStream for the tests of a class, in a static field with {@code @RegisterExtension}. The tests share what it
 * stores, so each takes names of its own.
 */
public final class BrokerFixture implements BeforeAllCallback, AfterAllCallback {
    private final List<Connection> connections = new ArrayList<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private Path store;
    private NatsBroker broker;
    private @Nullable Connection client;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        store = Files.createTempDirectory("nats-spring");
        start(0);
    }

    /** The broker in use. */
    public NatsBroker broker() {
        return broker;
    }

    /** URL for clients. */
    public String url() {
        return broker.clientUri().toString();
    }

    /** Stops the broker; what it stored stays. */
    public void stop() throws InterruptedException {
        broker.stop();
        assertStopped();
    }

    /** Starts the broker again on the port that it had. */
    public void restart() {
        start(broker.port());
    }

    /** The broker reads nothing more from those who are connected, and so does not answer, until {@link #goOn}. */
    public void beSilent() {
        channels.forEach(channel -> channel.config().setAutoRead(false));
    }

    /** The broker reads again. */
    public void goOn() {
        channels.forEach(channel -> channel.config().setAutoRead(true));
    }

    /** A connection that is closed after the tests of the class. */
    public Connection connect() {
        return connect("test");
    }

    private Connection connect(String name) {
        try {
            Connection connection = Nats.connect(
                    new Options.Builder(options()).connectionName(name).build());
            connections.add(connection);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A connection for all tests of the class, made on first use. */
    public Connection client() {
        if (client == null) {
            client = connect();
        }
        return client;
    }

    /** Options that find this broker, reconnect quickly, and wait for answers as long as a busy machine takes. */
    public Options options() {
        return Options.builder()
                .server(url())
                .reconnectWait(Duration.ofMillis(20))
                .maxReconnects(-1)
                .connectionTimeout(Duration.ofSeconds(20))
                .errorListener(new ErrorListener() {})
                .build();
    }

    /** A factory for a connection that is closed after the tests of the class. */
    public NatsConnectionFactory connectionFactory() {
        return connectionFactory("default");
    }

    /** The same with a name. */
    public NatsConnectionFactory connectionFactory(String name) {
        Connection connection = connect(name);
        return new NatsConnectionFactory() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public Connection getConnection() throws NatsConnectionException {
                return connection;
            }

            @Override
            public CompletableFuture<Connection> whenConnected() {
                return CompletableFuture.completedFuture(connection);
            }

            @Override
            public Connection getConnectionIfPresent() {
                return connection;
            }
        };
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException, IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        connections.clear();
        client = null;
        stop();
        FileSystemUtils.deleteRecursively(store);
    }

    private void start(int port) {
        broker = NatsBroker.builder()
                .options(BrokerOptions.builder()
                        .host("127.0.0.1")
                        .port(port)
                        .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                        .build())
                .intercept((channel, client) -> channels.add(channel))
                .start();
    }

    private void assertStopped() throws InterruptedException {
        if (!broker.awaitStopped(Duration.ofSeconds(10))) {
            throw new AssertionError("The broker has not stopped within 10 s");
        }
    }
}
