package dev.natsbroker.app.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries out {@code --signal <command>[=<pid or pid file>]}: sends a signal to a server that runs. */
public final class SignalCommand {
    private static final Pattern APPLICATION_JAR = Pattern.compile("(.*/)?nats-broker-app-[^/]*\\.jar");

    private final String mainClass;

    /** @param mainClass the class that a server process which was not started from a jar is started with */
    public SignalCommand(String mainClass) {
        this.mainClass = mainClass;
    }

    /**
     * Sends the signal.
     *
     * @param argument the flag's value, such as {@code reload} or {@code stop=/run/nats.pid}
     * @return null if the signal was sent, else what went wrong
     */
    public @Nullable String run(String argument) {
        int equals = argument.indexOf('=');
        String command = equals < 0 ? argument : argument.substring(0, equals);
        String target = equals < 0 ? "" : argument.substring(equals + 1);
        try {
            long pid = target.isEmpty() ? onlyServer() : pidOf(target);
            Optional<ProcessSignal> signal = ProcessSignal.ofCommand(command);
            if (signal.isEmpty()) {
                return "unknown signal \"" + command + "\"";
            }
            return send(signal.get(), command, pid);
        } catch (NoTargetException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String send(ProcessSignal signal, String command, long pid) {
        if (ProcessHandle.of(pid).isEmpty()) {
            return "\nsignal \"" + command + "\" " + pid + ": no such process";
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal.name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return kill.waitFor() == 0 ? null : "\nsignal \"" + command + "\" " + pid + ": " + output;
        } catch (IOException e) {
            return "\nsignal \"" + command + "\" " + pid + ": " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "\nsignal \"" + command + "\" " + pid + ": interrupted";
        }
    }

    private static long pidOf(String target) throws NoTargetException {
        String text = target;
        if (Files.isRegularFile(Path.of(target))) {
            try {
                text = Files.readString(Path.of(target)).strip();
            } catch (IOException e) {
                throw new NoTargetException("open " + target + ": " + e.getMessage());
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NoTargetException("invalid pid: " + text);
        }
    }

    private long onlyServer() throws NoTargetException {
        long self = ProcessHandle.current().pid();
        List<Long> servers = ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && isServer(process))
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
        if (servers.isEmpty()) {
            throw new NoTargetException("no nats-server processes running");
        }
        if (servers.size() > 1) {
            throw new NoTargetException("multiple nats-server processes running:\n"
                    + servers.stream().map(String::valueOf).collect(Collectors.joining("\n")));
        }
        return servers.get(0);
    }

    private boolean isServer(ProcessHandle process) {
        String executable = process.info().command().orElse("");
        if (executable.endsWith("/nats-server")) {
            return true;
        }
        return executable.endsWith("/java")
                && isServer(List.of(process.info().arguments().orElse(new String[0])));
    }

    /** Whether these arguments of a JVM run the application, not just mention it. */
    boolean isServer(List<String> arguments) {
        int jar = arguments.indexOf("-jar");
        if (jar >= 0 && jar + 1 < arguments.size()) {
            return APPLICATION_JAR.matcher(arguments.get(jar + 1)).matches();
        }
        return arguments.contains(mainClass);
    }

    /** There is no process to send a signal to. */
    private static final class NoTargetException extends Exception {
        private static final long serialVersionUID = 1L;

        NoTargetException(String message) {
            super(message);
        }
    }
}
