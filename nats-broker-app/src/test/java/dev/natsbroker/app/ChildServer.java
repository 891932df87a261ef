package dev.natsbroker.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own, observed as a test harness of a client would: by its output, its files and its ports. */
final class ChildServer implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on .*:(\\d+)$");
    private static final String END = "<end of output>";

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private ChildServer(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLines, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the server with these flags in the folder. */
    static ChildServer start(Path folder, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // as the manifest of the application says
                "-cp",
                System.getProperty("java.class.path"),
                NatsServerApplication.class.getName()));
        command.addAll(List.of(flags));
        return new ChildServer(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    }

    private void readLines() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("cannot read the output: " + e);
        }
        lines.add(END);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line that contains the text. */
    String awaitLine(String text) throws InterruptedException {
        while (true) {
            String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("no line with '" + text + "' among " + seen);
            }
            seen.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Waits until the server says that it is ready, and returns the port that it listens on. */
    int awaitReady() throws InterruptedException {
        Matcher listening = LISTENING.matcher(awaitLine("Listening for client connections on"));
        if (!listening.find()) {
            throw new AssertionError("no port in " + seen);
        }
        awaitLine("Server is ready");
        return Integer.parseInt(listening.group(1));
    }

    /** Waits for the end and returns the exit status. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seen);
        }
        return process.exitValue();
    }

    /** All output until the end. */
    List<String> awaitOutput() throws InterruptedException {
        for (String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                line != null && !line.equals(END);
                line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            seen.add(line);
        }
        return seen;
    }

    /** Sends a signal by its name without SIG. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " ended with " + status);
        }
    }

    /** The first line that a client sees. */
    static String infoAt(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            return String.valueOf(reader.readLine());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
