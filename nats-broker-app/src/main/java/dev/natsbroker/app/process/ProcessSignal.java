package dev.natsbroker.app.process;

import java.util.Locale;
import java.util.Optional;

/** A signal that a server reacts to. */
public enum ProcessSignal {
    /** Ctrl-C: stop. */
    INT("interrupt"),
    /** Stop. */
    TERM("terminated"),
    /** Read the configuration anew. */
    HUP("hangup"),
    /** Open the log file anew, after it was moved away. */
    USR1("user defined signal 1"),
    /** Stop slowly, so that clients can move on. */
    USR2("user defined signal 2"),
    /** Ends the process at once; no process can react to it. */
    KILL("killed");

    private final String description;

    ProcessSignal(String description) {
        this.description = description;
    }

    /** What the log calls the signal. */
    public String description() {
        return description;
    }

    /** The signal of a {@code --signal} command; empty for an unknown command. */
    public static Optional<ProcessSignal> ofCommand(String command) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "stop" -> Optional.of(KILL);
            case "quit" -> Optional.of(INT);
            case "term" -> Optional.of(TERM);
            case "reload" -> Optional.of(HUP);
            case "reopen" -> Optional.of(USR1);
            case "ldm" -> Optional.of(USR2);
            default -> Optional.empty();
        };
    }
}
