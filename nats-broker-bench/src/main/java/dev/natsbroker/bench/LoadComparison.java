package dev.natsbroker.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures two NATS servers side by side in one run, turn by turn: both run at once, one idles while the other is measured, and
 * medians are compared. What counts is the server's own processor time for each message, read from {@code /proc}: it holds on
 * a noisy machine where throughput does not.
 *
 * <p>Usage: {@code LoadComparison OURS PEER [ROUNDS]}, both executables that take {@code -a} and {@code -p}.
 */
public final class LoadComparison {
    private static final int WARM_UP_ROUNDS = 2;
    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long TICKS_PER_SECOND = 100;

    private LoadComparison() {}

    /** One server process. */
    private record Server(Process process, int port) {
        long cpuNanos() throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return ticks * (TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND);
        }
    }

    /** What one run showed. */
    private record Result(double messagesPerSecond, double cpuNanosPerMessage) {}

    /** Runs the comparison and prints a table. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException("Name two executables: ours, then the one to compare with");
        }
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(start(args[0]));
            servers.add(start(args[1]));
            System.out.printf(
                    "%-12s%14s%14s%8s%12s%12s%8s%n",
                    "scenario", "ours msg/s", "peer msg/s", "ratio", "ours ns", "peer ns", "ratio");
            for (Scenario scenario : Scenario.ALL) {
                compare(scenario, servers, rounds);
            }
        } finally {
            servers.forEach(server -> server.process().destroy());
        }
    }

    private static Server start(String executable) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(executable, "-a", "127.0.0.1", "-p", String.valueOf(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                if (socket.getInputStream().read() == 'I') {
                    return new Server(process, port);
                }
            } catch (IOException notYet) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        process.destroy();
        throw new IOException("No answer from " + executable + " on port " + port);
    }

    private static void compare(Scenario scenario, List<Server> servers, int rounds) throws IOException {
        List<List<Result>> results = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
            for (int i = 0; i < servers.size(); i++) {
                Result result = measure(scenario, servers.get(i));
                if (round >= WARM_UP_ROUNDS) {
                    results.get(i).add(result);
                }
            }
        }
        double[] rates =
                results.stream().mapToDouble(list -> median(list, true)).toArray();
        double[] costs =
                results.stream().mapToDouble(list -> median(list, false)).toArray();
        System.out.printf(
                Locale.ROOT,
                "%-12s%,14.0f%,14.0f%8.2f%12.0f%12.0f%8.2f%n",
                scenario.name(),
                rates[0],
                rates[1],
                rates[0] / rates[1],
                costs[0],
                costs[1],
                costs[1] / costs[0]);
    }

    private static Result measure(Scenario scenario, Server server) throws IOException {
        LoadRun run = new LoadRun(scenario, server.port());
        long cpuBefore = server.cpuNanos();
        long wallNanos = run.run();
        long cpuNanos = server.cpuNanos() - cpuBefore;
        double counted = run.counted();
        return new Result(counted / wallNanos * TimeUnit.SECONDS.toNanos(1), cpuNanos / counted);
    }

    private static double median(List<Result> results, boolean rate) {
        double[] sorted = results.stream()
                .mapToDouble(r -> rate ? r.messagesPerSecond() : r.cpuNanosPerMessage())
                .toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
