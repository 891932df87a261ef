package dev.natsbroker.autoconfigure;

import dev.natsbroker.autoconfigure.client.NatsAutoConfiguration;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.FileSystemUtils;

/** A broker with JetStream for all tests of a class, and contexts that connect to it. */
public final class ClientFixture implements BeforeAllCallback, AfterAllCallback {
    private @Nullable Path store;
    private @Nullable NatsBroker broker;

    /** A broker on {@code port}, 0 for a free one, with what it stored before. */
    public static NatsBroker start(int port, Path store) {
        return NatsBroker.start(BrokerOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                .build());
    }

    /** Stops {@code broker} and waits for it. */
    public static void stop(NatsBroker broker) throws InterruptedException {
        broker.stop();
        if (!broker.awaitStopped(Duration.ofSeconds(10))) {
            throw new AssertionError("The broker has not stopped within 10 s");
        }
    }

    /** Contexts with the auto-configuration of the client side and these. */
    public static ApplicationContextRunner contextRunner(NatsBroker broker, Class<?>... more) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class, JacksonAutoConfiguration.class, NatsAutoConfiguration.class))
                .withConfiguration(AutoConfigurations.of(more))
                .withPropertyValues(properties(broker));
    }

    /** Properties of a client that connects at once, waits for answers as long as a busy machine takes, and leaves at once. */
    public static String[] properties(NatsBroker broker) {
        return new String[] {
            "nats.servers=" + broker.clientUri(),
            "nats.startup=fail-fast",
            "nats.connect-timeout=20s",
            "nats.drain-timeout=0"
        };
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = Files.createTempDirectory("nats-autoconfigure");
        store = folder;
        broker = start(0, folder);
    }

    /** The broker. */
    public NatsBroker broker() {
        NatsBroker running = broker;
        if (running == null) {
            throw new IllegalStateException("The broker has not been started");
        }
        return running;
    }

    /** Contexts that connect to the broker, see {@link #contextRunner(NatsBroker, Class[])}. */
    public ApplicationContextRunner contextRunner(Class<?>... more) {
        return contextRunner(broker(), more);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop(broker());
        FileSystemUtils.deleteRecursively(store);
    }
}
