package dev.natsbroker.bench.spring;

import com.sun.management.OperatingSystemMXBean;
import dev.natsbroker.spring.annotation.Subscribe;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Processor time for each message of a {@code @Subscribe} method that takes a {@code byte[]}, against a dispatcher of the client
 * library on the same connection. Broker and publisher are in another JVM. What counts is the time of all threads of this JVM
 * (the compiler's and the collector's are not among them); that of the whole process is shown, too. Rounds alternate.
 */
public final class ListenerOverhead {
    private static final int MESSAGES = 500_000;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double TARGET_MICROS = 1.5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ListenerOverhead() {}

    /** Measures, and prints a table. */
    public static void main(String[] args) throws Exception {
        int rounds = Medians.rounds(args);
        try (BrokerProcess broker = new BrokerProcess();
                ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                        .properties(
                                "nats.servers=" + broker.url(),
                                "nats.startup=wait",
                                "spring.main.banner-mode=off",
                                "logging.level.root=warn")
                        .run()) {
            Receiver receiver = application.getBean(Receiver.class);
            Connection connection = application.getBean(Connection.class);
            Dispatcher dispatcher = connection.createDispatcher(message -> receiver.on(message.getData()));
            dispatcher.subscribe("bench.plain");
            Side plain = new Side("bench.plain");
            Side listener = new Side("bench.listener");
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                plain.run(broker, receiver);
                listener.run(broker, receiver);
            }
            System.out.printf(
                    "%-10s%16s%16s%16s%16s%n", "round", "plain ns", "listener ns", "process ns", "process ns");
            for (int round = 1; round <= rounds; round++) {
                plain.measure(broker, receiver);
                listener.measure(broker, receiver);
                System.out.printf(
                        "%-10d%,16.0f%,16.0f%,16.0f%,16.0f%n",
                        round, plain.lastThreads, listener.lastThreads, plain.lastProcess, listener.lastProcess);
            }
            System.out.printf(
                    "%-10s%,16.0f%,16.0f%,16.0f%,16.0f%n",
                    "median",
                    plain.threads.median(),
                    listener.threads.median(),
                    plain.process.median(),
                    listener.process.median());
            System.out.printf(
                    "@Subscribe byte[]: %.2f µs more for each message (whole process: %.2f), target %.1f%n%n",
                    (listener.threads.median() - plain.threads.median()) / 1000,
                    (listener.process.median() - plain.process.median()) / 1000,
                    TARGET_MICROS);
        }
    }

    private static long threadNanos() {
        long sum = 0;
        for (long id : THREADS.getAllThreadIds()) {
            sum += Math.max(0, THREADS.getThreadCpuTime(id));
        }
        return sum;
    }

    /** One of the two that are compared. */
    private static final class Side {
        private final String subject;
        private final Medians threads = new Medians();
        private final Medians process = new Medians();
        private double lastThreads;
        private double lastProcess;

        Side(String subject) {
            this.subject = subject;
        }

        void run(BrokerProcess broker, Receiver receiver) throws InterruptedException {
            CountDownLatch done = receiver.expect(MESSAGES);
            broker.publish(subject, MESSAGES);
            done.await();
        }

        void measure(BrokerProcess broker, Receiver receiver) throws InterruptedException {
            long threadsBefore = threadNanos();
            long processBefore = PROCESS.getProcessCpuTime();
            run(broker, receiver);
            lastProcess = process.add((PROCESS.getProcessCpuTime() - processBefore) / (double) MESSAGES);
            lastThreads = threads.add((threadNanos() - threadsBefore) / (double) MESSAGES);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Receiver receiver(Connection connection) {
            return new Receiver(connection);
        }
    }

    /** Takes the messages of one side at a time, all on one thread, and gives the publisher credit. */
    static class Receiver {
        private final Connection connection;
        private volatile CountDownLatch done = new CountDownLatch(0);
        private int left;

        Receiver(Connection connection) {
            this.connection = connection;
        }

        CountDownLatch expect(int messages) {
            left = messages;
            CountDownLatch latch = new CountDownLatch(1);
            done = latch;
            return latch;
        }

        @Subscribe("bench.listener")
        void on(byte[] payload) {
            left--;
            if (left % BrokerProcess.CREDIT == 0) {
                connection.publish(BrokerProcess.CREDIT_SUBJECT, null);
                if (left == 0) {
                    done.countDown();
                }
            }
        }
    }
}
