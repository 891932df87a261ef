package dev.natsbroker.app.process;

import java.util.function.Consumer;
import sun.misc.Signal;

/** Delivers the signals of this process. */
public final class Signals {

    private Signals() {}

    /**
     * Calls the handler for each of these signals from now on, on a thread of its own each time. A signal that this platform
     * does not have is left out.
     */
    public static void handle(Consumer<ProcessSignal> handler, ProcessSignal... signals) {
        for (ProcessSignal signal : signals) {
            try {
                Signal.handle(new Signal(signal.name()), received -> handler.accept(signal));
            } catch (IllegalArgumentException e) {
                // Not on this platform, or taken by the JVM.
            }
        }
    }
}
