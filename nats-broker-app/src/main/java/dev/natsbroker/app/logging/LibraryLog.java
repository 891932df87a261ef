package dev.natsbroker.app.logging;

import dev.natsbroker.broker.runtime.ServerLog;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of libraries that log through SLF4J go: to the broker's log, once it is open. A process has one log, so this is
 * the one static state of the application.
 */
public final class LibraryLog {
    private static final AtomicReference<@Nullable ServerLog> LOG = new AtomicReference<>();

    private LibraryLog() {}

    /** Directs the lines to this log from now on. */
    public static void directTo(ServerLog log) {
        LOG.set(log);
    }

    static @Nullable ServerLog current() {
        return LOG.get();
    }
}
