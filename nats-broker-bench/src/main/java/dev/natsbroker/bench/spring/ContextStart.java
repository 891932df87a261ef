package dev.natsbroker.bench.spring;

import com.sun.management.OperatingSystemMXBean;
import dev.natsbroker.spring.annotation.Subscribe;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * What one listener adds to the start of a Boot application beyond the client library's own connecting: an application with a
 * listener that is subscribed; the same without NATS; that one, connecting with {@code Nats.connect} when it has started; and
 * {@code Nats.connect} alone. Once in a JVM that has done all this before, and once in JVMs that have loaded nothing, where most of
 * the time goes into classes. There the starter is not on the class path of the application without NATS.
 */
public final class ContextStart {
    private static final int WARM_UP_ROUNDS = 5;
    private static final double TARGET_MILLIS = 150;
    private static final Pattern STARTER = Pattern.compile("nats-(autoconfigure|spring)-.*\\.jar");

    private ContextStart() {}

    /** Measures, and prints two tables; as a child process one line of figures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2) {
            BrokerProcess.tell(
                    Figures.after(Probe.valueOf(args[0]).nanos(args[1])).told());
            System.exit(0);
        }
        int rounds = Medians.rounds(args);
        try (BrokerProcess broker = new BrokerProcess()) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                for (Probe probe : Probe.values()) {
                    probe.nanos(broker.url());
                }
            }
            measure("same JVM", rounds, probe -> new Figures(probe.nanos(broker.url()) / 1e6, 0, 0));
            measure("fresh JVMs", rounds, probe -> inFreshJvm(probe, broker));
        }
    }

    private interface Measurement {
        Figures figures(Probe probe) throws IOException, InterruptedException;
    }

    private static void measure(String what, int rounds, Measurement measurement)
            throws IOException, InterruptedException {
        Probe[] probes = Probe.values();
        List<Column> columns = Arrays.stream(probes).map(probe -> new Column()).toList();
        System.out.printf("%-12s", what);
        for (Probe probe : probes) {
            System.out.printf("%24s", probe);
        }
        System.out.println();
        for (int round = 1; round <= rounds; round++) {
            StringBuilder line = new StringBuilder();
            for (Probe probe : probes) {
                line.append(columns.get(probe.ordinal()).add(measurement.figures(probe)));
            }
            System.out.printf("%-12d%s%n", round, line);
        }
        List<Figures> medians = columns.stream().map(Column::median).toList();
        System.out.printf(
                "%-12s%s%n", "median", medians.stream().map(Figures::toString).collect(Collectors.joining()));
        Figures listener = medians.get(Probe.LISTENER.ordinal());
        System.out.printf(
                "Start with a listener, %s: beyond the same without NATS that connects: %s; target %.0f ms%n",
                what, listener.minus(medians.get(Probe.BARE_THEN_CONNECT.ordinal())), TARGET_MILLIS);
        System.out.printf(
                "Beyond the same without NATS, and a JVM that only connects: %s%n%n",
                listener.minus(medians.get(Probe.BARE.ordinal())).minus(medians.get(Probe.CONNECT.ordinal())));
    }

    private static Figures inFreshJvm(Probe probe, BrokerProcess broker) throws IOException, InterruptedException {
        ProcessBuilder java = BrokerProcess.java(ContextStart.class, probe.name(), broker.url());
        if (probe != Probe.LISTENER) {
            java.command().set(2, withoutStarter(java.command().get(2)));
        }
        Process process = java.start();
        Figures figures = Figures.parse(BrokerProcess.told(process));
        process.waitFor();
        return figures;
    }

    private static String withoutStarter(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !STARTER.matcher(new File(entry).getName()).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Wall time, processor time of all threads from the start of the JVM (with compiler and collector), and loaded classes. */
    private record Figures(double wallMillis, double cpuMillis, double classes) {
        static Figures after(long nanos) {
            long classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Figures(nanos / 1e6, system.getProcessCpuTime() / 1e6, classes);
        }

        String told() {
            return wallMillis + " " + cpuMillis + " " + classes;
        }

        static Figures parse(String told) {
            String[] numbers = told.split(" ", -1);
            return new Figures(
                    Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
        }

        Figures minus(Figures other) {
            return new Figures(wallMillis - other.wallMillis, cpuMillis - other.cpuMillis, classes - other.classes);
        }

        @Override
        public String toString() {
            return cpuMillis == 0 && classes == 0
                    ? String.format("%21.1f ms", wallMillis)
                    : String.format("%8.0f ms %5.0f ms %5.0f", wallMillis, cpuMillis, classes);
        }
    }

    private static final class Column {
        private final Medians wallMillis = new Medians();
        private final Medians cpuMillis = new Medians();
        private final Medians classes = new Medians();

        Figures add(Figures figures) {
            wallMillis.add(figures.wallMillis());
            cpuMillis.add(figures.cpuMillis());
            classes.add(figures.classes());
            return figures;
        }

        Figures median() {
            return new Figures(wallMillis.median(), cpuMillis.median(), classes.median());
        }
    }

    private enum Probe {
        LISTENER {
            @Override
            long nanos(String url) {
                long start = System.nanoTime();
                try (ConfigurableApplicationContext application =
                        start(Listening.class, "nats.servers=" + url, "nats.startup=wait")) {
                    application.isActive();
                    return System.nanoTime() - start;
                }
            }
        },
        BARE {
            @Override
            long nanos(String url) {
                long start = System.nanoTime();
                try (ConfigurableApplicationContext application = start(Bare.class, "nats.enabled=false")) {
                    application.isActive();
                    return System.nanoTime() - start;
                }
            }
        },
        BARE_THEN_CONNECT {
            @Override
            @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
            long nanos(String url) throws IOException, InterruptedException {
                long start = System.nanoTime();
                try (ConfigurableApplicationContext application = start(Bare.class, "nats.enabled=false");
                        Connection connection = Nats.connect(url)) {
                    application.isActive();
                    connection.getServerInfo();
                    return System.nanoTime() - start;
                }
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

        static ConfigurableApplicationContext start(Class<?> application, String... properties) {
            return new SpringApplicationBuilder(application)
                    .properties("spring.main.banner-mode=off", "logging.level.root=warn")
                    .properties(properties)
                    .run();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Listening {
        @Subscribe("bench.start")
        void on(byte[] payload) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Bare {}
}
