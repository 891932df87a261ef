package dev.natsbroker.bench.spring;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/**
 * What one listener adds to the start of a Boot application beyond the client library's own connecting, see {@link StartProbe}:
 * in a JVM that has done all this before; in JVMs that have loaded nothing, where most of the time goes into classes; and in JVMs
 * with an archive of the classes of an earlier run, each probe with its own (up to JDK 24 a class data archive, then an AOT
 * cache). Fresh JVMs have the class path of an application with the starter alone; the probes without NATS do without the starter
 * on it.
 */
public final class ContextStart {
    private static final int WARM_UP_ROUNDS = 5;
    private static final double TARGET_MILLIS = 150;
    private static final int FIRST_JDK_WITH_AOT_CACHE = 25;
    private static final Pattern STARTER = Pattern.compile("nats-(autoconfigure|spring)-.*\\.jar");

    private ContextStart() {}

    /** Measures, and prints three tables; as a child process one line of figures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 2) {
            long nanos = StartProbe.valueOf(args[0]).nanos(args[1]);
            ChildJvm.tell(StartFigures.after(nanos).told());
            System.exit(0);
        }
        int rounds = Medians.rounds(args);
        Path archives = Files.createTempDirectory("context-start");
        try (BrokerProcess broker = new BrokerProcess()) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                for (StartProbe probe : StartProbe.values()) {
                    probe.nanos(broker.url());
                }
            }
            measure("same JVM", rounds, probe -> new StartFigures(probe.nanos(broker.url()) / 1e6, 0, 0));
            measure("fresh JVMs", rounds, probe -> inFreshJvm(probe, broker));
            Map<StartProbe, String> options = record(archives, broker);
            measure(archiveName(), rounds, probe -> inFreshJvm(probe, broker, requireNonNull(options.get(probe))));
        } finally {
            FileSystemUtils.deleteRecursively(archives);
        }
    }

    private interface Measurement {
        StartFigures figures(StartProbe probe) throws IOException, InterruptedException;
    }

    private static void measure(String what, int rounds, Measurement measurement)
            throws IOException, InterruptedException {
        StartProbe[] probes = StartProbe.values();
        List<StartFigures.Column> columns =
                Arrays.stream(probes).map(probe -> new StartFigures.Column()).toList();
        System.out.printf("%-12s", what);
        for (StartProbe probe : probes) {
            System.out.printf("%24s", probe);
        }
        System.out.println();
        for (int round = 1; round <= rounds; round++) {
            StringBuilder line = new StringBuilder();
            for (StartProbe probe : probes) {
                line.append(columns.get(probe.ordinal()).add(measurement.figures(probe)));
            }
            System.out.printf("%-12d%s%n", round, line);
        }
        report(what, columns.stream().map(StartFigures.Column::median).toList());
    }

    private static void report(String what, List<StartFigures> medians) {
        System.out.printf(
                "%-12s%s%n",
                "median", medians.stream().map(StartFigures::toString).collect(Collectors.joining()));
        StartFigures listener = medians.get(StartProbe.LISTENER.ordinal());
        System.out.printf(
                "Start with a listener, %s: beyond the same without NATS that connects: %s; target %.0f ms%n",
                what, listener.minus(medians.get(StartProbe.BARE_THEN_CONNECT.ordinal())), TARGET_MILLIS);
        System.out.printf(
                "Beyond the same without NATS, and a JVM that only connects: %s%n%n",
                listener.minus(medians.get(StartProbe.BARE.ordinal()))
                        .minus(medians.get(StartProbe.CONNECT.ordinal())));
    }

    private static String archiveName() {
        return hasAotCache() ? "AOT cache" : "archive";
    }

    private static boolean hasAotCache() {
        return Runtime.version().feature() >= FIRST_JDK_WITH_AOT_CACHE;
    }

    /** Has each probe leave its archive; the options that use them. */
    private static Map<StartProbe, String> record(Path directory, BrokerProcess broker)
            throws IOException, InterruptedException {
        Map<StartProbe, String> options = new EnumMap<>(StartProbe.class);
        for (StartProbe probe : StartProbe.values()) {
            Path file = directory.resolve(probe.name());
            inFreshJvm(probe, broker, (hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file);
            if (!Files.exists(file)) {
                throw new IOException("The JVM has written no archive for " + probe + ", its messages are above");
            }
            options.put(probe, (hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
        }
        return options;
    }

    private static StartFigures inFreshJvm(StartProbe probe, BrokerProcess broker, String... options)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("application.classpath", System.getProperty("java.class.path"));
        ProcessBuilder java = ChildJvm.of(
                probe == StartProbe.LISTENER ? classPath : withoutStarter(classPath),
                ContextStart.class,
                probe.name(),
                broker.url());
        List<String> command = new ArrayList<>(java.command());
        // Archives are for these classes, whatever the JVM finds to say about single ones.
        command.addAll(1, List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        command.addAll(1, List.of(options));
        Process process = java.command(command).start();
        StartFigures figures = StartFigures.parse(ChildJvm.told(process));
        process.waitFor();
        return figures;
    }

    private static String withoutStarter(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !STARTER.matcher(new File(entry).getName()).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
