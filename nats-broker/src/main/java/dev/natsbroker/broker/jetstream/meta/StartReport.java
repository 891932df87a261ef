package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.runtime.Durations;
import dev.natsbroker.broker.runtime.ServerLog;
import java.nio.file.Path;
import java.util.Locale;

/** The lines of a start that operators know from nats-server, and how durable acknowledged messages are. */
final class StartReport {
    private static final int STEP = 1024;
    private static final String UNITS = "KMGTPE";

    private StartReport() {}

    static void print(ServerLog log, JetStreamOptions options, StoreSizes sizes, Path store) {
        log.info("---------------- JETSTREAM ----------------");
        log.info("  Strict:          " + options.strict());
        log.info("  Max Memory:      " + size(sizes.memoryBytes()));
        log.info("  Max Storage:     " + size(sizes.fileBytes()));
        log.info("  Store Directory: \"" + store + '"');
        if (options.domain() != null) {
            log.info("  Domain:          " + options.domain());
        }
        log.info("  API Level:       " + ApiLevel.CURRENT);
        log.info("  Sync:            " + sync(options));
        log.info("-------------------------------------------");
    }

    private static String sync(JetStreamOptions options) {
        return options.syncAlways()
                ? "always (an acknowledged message is on the disk)"
                : "lazy, every " + Durations.text(options.syncInterval().toNanos())
                        + " (a failure of the machine may lose messages acknowledged since the last sync)";
    }

    /** A size with two digits, as nats-server writes it. */
    static String size(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= STEP && unit < UNITS.length() - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %cB", value, UNITS.charAt(unit));
    }
}
