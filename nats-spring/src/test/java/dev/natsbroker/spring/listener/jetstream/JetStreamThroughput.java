package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.annotation.EnableNats;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/**
 * Measures, as a main program, how fast an annotated listener with auto ack takes messages of 128 bytes from a stream, against
 * {@code ConsumerContext.consume} of jnats with an ack in its handler. The rounds alternate; the best of each counts, because the
 * machine's other work only slows them down.
 */
public final class JetStreamThroughput {
    private static final int MESSAGES = 100_000;
    private static final int ROUNDS = 7;
    private static final byte[] PAYLOAD = new byte[128];
    private static volatile CountDownLatch left = new CountDownLatch(0);

    private JetStreamThroughput() {}

    /** Prints messages per second for each round, and the ratio. */
    @SuppressWarnings({"try", "SystemOut"})
    public static void main(String[] arguments) throws Exception {
        Path store = Files.createTempDirectory("throughput");
        try (NatsBroker broker = NatsBroker.start(BrokerOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                        .build());
                Connection connection = Nats.connect(broker.clientUri().toString())) {
            fill(connection);
            double plain = 0;
            double listener = 0;
            for (int round = 0; round < ROUNDS; round++) {
                plain = Math.max(plain, report("consume ", consume(connection, round)));
                listener = Math.max(listener, report("listener", listen(connection, round)));
            }
            System.out.printf("ratio %.2f%n", listener / plain);
        } finally {
            FileSystemUtils.deleteRecursively(store);
        }
    }

    private static double report(String name, long nanos) {
        double perSecond = MESSAGES * 1e9 / nanos;
        System.out.printf("%s %,10.0f messages/s%n", name, perSecond);
        return perSecond;
    }

    private static void fill(Connection connection) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("T")
                        .subjects("t")
                        .storageType(StorageType.Memory)
                        .build());
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            acks.add(connection.jetStream().publishAsync("t", PAYLOAD));
            if (acks.size() == 1_000) {
                CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).join();
                acks.clear();
            }
        }
    }

    private static long consume(Connection connection, int round) throws Exception {
        ConsumerContext consumer = connection
                .getStreamContext("T")
                .createOrUpdateConsumer(
                        ConsumerConfiguration.builder().durable("plain" + round).build());
        CountDownLatch latch = new CountDownLatch(MESSAGES);
        long start = System.nanoTime();
        MessageConsumer messages = consumer.consume(message -> {
            latch.countDown();
            message.ack();
        });
        latch.await();
        long nanos = System.nanoTime() - start;
        messages.close();
        return nanos;
    }

    private static long listen(Connection connection, int round) throws Exception {
        left = new CountDownLatch(MESSAGES);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(NatsConnectionFactory.class, () -> new GivenConnection(connection));
        context.registerBean("round", String.class, () -> "listener" + round);
        context.register(Application.class);
        context.refresh();
        long start = System.nanoTime();
        context.getBean(NatsListenerEndpointRegistry.class).start("l");
        left.await();
        long nanos = System.nanoTime() - start;
        context.close();
        return nanos;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNats
    static class Application {
        @JetStreamListener(id = "l", stream = "T", consumer = "#{@round}", autoStartup = "false")
        void on(byte[] payload) {
            left.countDown();
        }
    }

    private record GivenConnection(Connection connection) implements NatsConnectionFactory {
        @Override
        public String getName() {
            return "default";
        }

        @Override
        public Connection getConnection() {
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
    }
}
