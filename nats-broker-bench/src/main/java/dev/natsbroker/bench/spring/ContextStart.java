package dev.natsbroker.bench.spring;

import dev.natsbroker.spring.annotation.Subscribe;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * What one listener adds to the start of a Boot application beyond the client library's own connecting. Each figure is from a JVM
 * of its own that has loaded nothing before: an application with a listener that is subscribed, the same without NATS, and
 * {@code Nats.connect} alone.
 */
public final class ContextStart {
    private static final double TARGET_MILLIS = 150;

    private ContextStart() {}

    /** Measures, and prints a table; as a child process one figure in nanoseconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2) {
            BrokerProcess.tell(Probe.valueOf(args[0]).nanos(args[1]));
            System.exit(0);
        }
        int rounds = Medians.rounds(args);
        Medians listener = new Medians();
        Medians bare = new Medians();
        Medians connect = new Medians();
        try (BrokerProcess broker = new BrokerProcess()) {
            System.out.printf("%-10s%16s%16s%16s%n", "round", "listener ms", "no NATS ms", "connect ms");
            for (int round = 1; round <= rounds; round++) {
                System.out.printf(
                        "%-10d%,16.0f%,16.0f%,16.0f%n",
                        round,
                        listener.add(millis(Probe.LISTENER, broker)),
                        bare.add(millis(Probe.BARE, broker)),
                        connect.add(millis(Probe.CONNECT, broker)));
            }
        }
        System.out.printf("%-10s%,16.0f%,16.0f%,16.0f%n", "median", listener.median(), bare.median(), connect.median());
        System.out.printf(
                "Start with a listener: %.0f ms beyond connecting and an application without NATS, target %.0f ms%n",
                listener.median() - bare.median() - connect.median(), TARGET_MILLIS);
    }

    private static double millis(Probe probe, BrokerProcess broker) throws IOException, InterruptedException {
        Process process = BrokerProcess.java(ContextStart.class, probe.name(), broker.url())
                .start();
        double millis = Long.parseLong(BrokerProcess.told(process)) / 1e6;
        process.waitFor();
        return millis;
    }

    private enum Probe {
        LISTENER {
            @Override
            long nanos(String url) {
                return start("nats.servers=" + url, "nats.startup=wait");
            }
        },
        BARE {
            @Override
            long nanos(String url) {
                return start("nats.enabled=false");
            }
        },
        CONNECT {
            @Override
            @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
            long nanos(String url) throws IOException, InterruptedException {
                long start = System.nanoTime();
                try (Connection connection = Nats.connect(url)) {
                    connection.getServerInfo();
                    return System.nanoTime() - start;
                }
            }
        };

        abstract long nanos(String url) throws IOException, InterruptedException;

        static long start(String... properties) {
            long start = System.nanoTime();
            try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                    .properties("spring.main.banner-mode=off", "logging.level.root=warn")
                    .properties(properties)
                    .run()) {
                application.isActive();
                return System.nanoTime() - start;
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Subscribe("bench.start")
        void on(byte[] payload) {}
    }
}
