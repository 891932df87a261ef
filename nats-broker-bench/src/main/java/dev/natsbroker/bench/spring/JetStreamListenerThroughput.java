package dev.natsbroker.bench.spring;

import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * How fast a {@code @JetStreamListener} with auto ack takes 100,000 messages of 128 bytes from a stream, against {@code consume} of
 * the client library with an ack in its handler. The broker is in another JVM. Rounds alternate, each with a new consumer.
 */
public final class JetStreamListenerThroughput {
    private static final int MESSAGES = 100_000;
    private static final int IN_FLIGHT = 1_000;
    private static final double TARGET = 0.7;
    private static final byte[] PAYLOAD = new byte[128];
    private static volatile CountDownLatch left = new CountDownLatch(0);

    private JetStreamListenerThroughput() {}

    /** Measures, and prints a table. */
    @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
    public static void main(String[] args) throws Exception {
        int rounds = Medians.rounds(args);
        try (BrokerProcess broker = new BrokerProcess();
                Connection connection = Nats.connect(broker.url())) {
            fill(connection);
            consume(connection, "warmup");
            listen(broker.url(), "listenerwarmup");
            Medians plain = new Medians();
            Medians listener = new Medians();
            System.out.printf("%-10s%16s%16s%n", "round", "consume/s", "listener/s");
            for (int round = 1; round <= rounds; round++) {
                double plainPerSecond = plain.add(perSecond(consume(connection, "plain" + round)));
                double listenerPerSecond = listener.add(perSecond(listen(broker.url(), "listener" + round)));
                System.out.printf("%-10d%,16.0f%,16.0f%n", round, plainPerSecond, listenerPerSecond);
            }
            System.out.printf("%-10s%,16.0f%,16.0f%n", "median", plain.median(), listener.median());
            System.out.printf(
                    "@JetStreamListener: %.0f %% of the client library's consume, target %.0f %%%n%n",
                    100 * listener.median() / plain.median(), 100 * TARGET);
        }
    }

    private static double perSecond(long nanos) {
        return MESSAGES * 1e9 / nanos;
    }

    private static void fill(Connection connection) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("BENCH")
                        .subjects("bench.stream")
                        .storageType(StorageType.Memory)
                        .build());
        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            acks.add(connection.jetStream().publishAsync("bench.stream", PAYLOAD));
            if (acks.size() == IN_FLIGHT) {
                CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).join();
                acks.clear();
            }
        }
    }

    private static long consume(Connection connection, String durable) throws Exception {
        ConsumerContext consumer = connection
                .getStreamContext("BENCH")
                .createOrUpdateConsumer(
                        ConsumerConfiguration.builder().durable(durable).build());
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

    private static long listen(String url, String durable) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(MESSAGES);
        left = latch;
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .properties(
                        "nats.servers=" + url,
                        "nats.startup=wait",
                        "bench.consumer=" + durable,
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn")
                .run()) {
            long start = System.nanoTime();
            application.getBean(NatsListenerEndpointRegistry.class).start("bench");
            latch.await();
            return System.nanoTime() - start;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @JetStreamListener(id = "bench", stream = "BENCH", consumer = "${bench.consumer}", autoStartup = "false")
        void on(byte[] payload) {
            left.countDown();
        }
    }
}
