package dev.natsbroker.spring.listener.kv;

import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener on a bucket watches, and how.
 *
 * @param bucket name of the bucket
 * @param keys patterns of keys; with wildcards and placeholders
 * @param watch options of the watch
 * @param errorHandler handler for failures; null logs them
 * @param startupFailurePolicy what happens when the bucket cannot be watched
 * @param retryInterval pause between attempts to watch
 * @param autoStartup whether it starts with the application
 * @param shutdownTimeout longest wait for a handler that runs when the listener stops
 */
public record KeyValueListenerOptions(
        String bucket,
        List<SubjectPattern> keys,
        List<KeyValueWatchOption> watch,
        @Nullable NatsListenerErrorHandler errorHandler,
        StartupFailurePolicy startupFailurePolicy,
        Duration retryInterval,
        boolean autoStartup,
        Duration shutdownTimeout) {
    /** Checks what belongs together. */
    public KeyValueListenerOptions {
        keys = List.copyOf(keys);
        watch = List.copyOf(watch);
        if (bucket.isBlank() || keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "A listener on a bucket needs its name and at least one pattern of keys");
        }
        if (watch.contains(KeyValueWatchOption.UPDATES_ONLY) && watch.contains(KeyValueWatchOption.INCLUDE_HISTORY)) {
            throw new IllegalArgumentException("A listener on bucket '" + bucket
                    + "' wants only updates and also the history: choose one of updatesOnly and history");
        }
    }
}
