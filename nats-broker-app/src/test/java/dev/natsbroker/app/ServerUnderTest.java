package dev.natsbroker.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, started as the launcher starts it. */
final class ServerUnderTest implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;

    private final Process process;
    private final BufferedReader standardError;
    private final List<String> lines = new ArrayList<>();

    private ServerUnderTest(Process process) {
        this.process = process;
        this.standardError =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    /** Starts the application in {@code folder}. */
    static ServerUnderTest start(Path folder, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(NatsServerApplication.class.getName());
        command.addAll(List.of(flags));
        return new ServerUnderTest(
                new ProcessBuilder(command).directory(folder.toFile()).start());
    }

    /** Reads standard error up to a line that contains {@code text}. */
    String awaitLine(String text) throws IOException {
        for (String line = standardError.readLine(); line != null; line = standardError.readLine()) {
            lines.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
        throw new IOException("no line with \"" + text + "\" in " + lines);
    }

    /** The client port, from the line that says so. */
    int awaitReady() throws IOException {
        String line = awaitLine("Listening for client connections on ");
        awaitLine("Server is ready");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server goes on: " + lines);
        }
        return process.exitValue();
    }

    String standardOutput() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    String restOfStandardError() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (String line = standardError.readLine(); line != null; line = standardError.readLine()) {
            rest.append(line).append('\n');
        }
        return rest.toString();
    }

    /** The first bytes that a client receives. */
    static String greeting(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII);
        }
    }

    Path portsFile(Path folder) {
        return folder.resolve("nats-server_" + pid() + ".ports");
    }

    static String content(Path file) throws IOException {
        return Files.readString(file);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
