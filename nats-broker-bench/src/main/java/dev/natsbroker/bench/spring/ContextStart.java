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
 * What one listener adds to the start of a Boot application beyond the client library's own connecting: an application with a
 * listener that is subscribed, the same without NATS, and {@code Nats.connect} alone. Once in a JVM that has done all this before,
 * and once in JVMs that have loaded nothing, where most of the time goes into classes.
 */
public final class ContextStart {
    private static final int WARM_UP_ROUNDS = 5;
    private static final double TARGET_MILLIS = 150;

    private ContextStart() {}

    /** Measures, and prints two tables; as a child process one figure in nanoseconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2) {
            BrokerProcess.tell(Probe.valueOf(args[0]).nanos(args[1]));
            System.exit(0);
        }
        int rounds = Medians.rounds(args);
        try (BrokerProcess broker = new BrokerProcess()) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                for (Probe probe : Probe.values()) {
                    probe.nanos(broker.url());
                }
            }
            measure("same JVM", rounds, probe -> probe.nanos(broker.url()));
            measure("fresh JVMs", rounds, probe -> inFreshJvm(probe, broker));
        }
    }

    private interface Measurement {
        long nanos(Probe probe) throws IOException, InterruptedException;
    }

    private static void measure(String what, int rounds, Measurement measurement)
            throws IOException, InterruptedException {
        Medians listener = new Medians();
        Medians bare = new Medians();
        Medians connect = new Medians();
        System.out.printf("%-12s%16s%16s%16s%n", what, "listener ms", "no NATS ms", "connect ms");
        for (int round = 1; round <= rounds; round++) {
            System.out.printf(
                    "%-12d%,16.1f%,16.1f%,16.1f%n",
                    round,
                    listener.add(measurement.nanos(Probe.LISTENER) / 1e6),
                    bare.add(measurement.nanos(Probe.BARE) / 1e6),
                    connect.add(measurement.nanos(Probe.CONNECT) / 1e6));
        }
        System.out.printf("%-12s%,16.1f%,16.1f%,16.1f%n", "median", listener.median(), bare.median(), connect.median());
        System.out.printf(
                "Start with a listener, %s: %.0f ms beyond connecting and an application without NATS, target %.0f%n%n",
                what, listener.median() - bare.median() - connect.median(), TARGET_MILLIS);
    }

    private static long inFreshJvm(Probe probe, BrokerProcess broker) throws IOException, InterruptedException {
        Process process = BrokerProcess.java(ContextStart.class, probe.name(), broker.url())
                .start();
        long nanos = Long.parseLong(BrokerProcess.told(process));
        process.waitFor();
        return nanos;
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
