package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares the options of JetStream for a reload, with nats-server's names and texts. Limits may change, and the server's
 * space may grow; unlike there, JetStream itself is only switched on and off by a restart.
 */
final class JetStreamComparison {
    private static final String REFUSED = "config reload not supported for ";

    private final JetStreamOptions running;
    private final JetStreamOptions wanted;
    private final List<String> reloaded = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    JetStreamComparison(JetStreamOptions running, JetStreamOptions wanted) {
        this.running = running;
        this.wanted = wanted;
    }

    /** What changes; nothing while JetStream is off and stays off. */
    OptionsDifference compare() {
        fixed("JetStream", JetStreamOptions::enabled);
        if (running.enabled() && wanted.enabled()) {
            storeDirectory();
            space();
            settings();
            if (!running.limits().equals(wanted.limits())) {
                reloaded.add("JetStream limits");
            }
        }
        return new OptionsDifference(reloaded, refused);
    }

    private void storeDirectory() {
        if (!Objects.equals(running.storeDirectory(), wanted.storeDirectory())) {
            refused.add(REFUSED
                    + (wanted.storeDirectory() == null ? "jetstream storage dir" : "jetstream storage directory"));
        }
    }

    private void space() {
        String memory = problemOfSpace(running.maxMemoryBytes(), wanted.maxMemoryBytes());
        String file = problemOfSpace(running.maxFileBytes(), wanted.maxFileBytes());
        if (memory != null || file != null) {
            refused.add(REFUSED + (memory == null ? file : memory));
            return;
        }
        grown("max_mem_store", running.maxMemoryBytes(), wanted.maxMemoryBytes());
        grown("max_file_store", running.maxFileBytes(), wanted.maxFileBytes());
    }

    /** What was found out at the start stays, and what streams may have reserved cannot be taken away. */
    private static @Nullable String problemOfSpace(long before, long after) {
        if (before == after) {
            return null;
        }
        if (before == JetStreamOptions.AUTOMATIC) {
            return "jetstream dynamic max memory and store";
        }
        if (after == JetStreamOptions.AUTOMATIC) {
            return "jetstream max memory and max store";
        }
        return after < before ? "decreasing jetstream max memory and store" : null;
    }

    private void grown(String name, long before, long after) {
        if (before != after) {
            reloaded.add("JetStream " + name + " = " + GoFormat.bytes(after));
        }
    }

    private void settings() {
        fixed("JetStreamDomain", options -> text(options.domain()));
        fixed("SyncInterval", options -> GoFormat.duration(options.syncInterval()));
        fixed("SyncAlways", JetStreamOptions::syncAlways);
        fixed("NoJetStreamStrict", options -> !options.strict());
        fixed("JetStreamUniqueTag", options -> text(options.uniqueTag()));
        fixed("JetStreamRequestQueueLimit", JetStreamOptions::requestQueueLimit);
        fixed("JetStreamInfoQueueLimit", JetStreamOptions::infoQueueLimit);
        fixed("StreamMaxBufferedMsgs", JetStreamOptions::maxBufferedMessages);
        fixed("StreamMaxBufferedSize", JetStreamOptions::maxBufferedBytes);
        fixed("JetStreamLanes", JetStreamOptions::lanes);
    }

    private void fixed(String name, Function<JetStreamOptions, Object> value) {
        Object before = value.apply(running);
        Object after = value.apply(wanted);
        if (!before.equals(after)) {
            refused.add(REFUSED + name + ": old=" + before + ", new=" + after);
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
