package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.JetStreamOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a listener works on what its consumer delivers.
 *
 * @param id name of the listener, for logs and threads
 * @param ackMode who acknowledges
 * @param concurrency threads that handle messages; messages stay in order only with 1
 * @param prefetch messages that the listener holds at most, those at its handlers included; at least the concurrency
 * @param batchSize largest batch, for batch handlers and {@link AckMode#BATCH}
 * @param batchWait longest wait from the first message of a batch until the batch is handled
 * @param progress whether the listener signals progress for messages that it holds
 * @param errorHandler decides about failures
 * @param deadLetterSubject subject of dead letters, in which {@code {stream}}, {@code {consumer}} and {@code {subject}} are
 *     replaced; null for none
 * @param confirmTimeout longest wait for a confirmation by the server
 * @param shutdownTimeout longest wait for running handlers when the listener stops
 * @param startupFailurePolicy what happens when the listener cannot begin to consume
 * @param retryInterval pause between attempts to consume
 * @param pullExpires how long the server keeps a request for messages; the server shows its life by heartbeats
 *     at a sixth of it; a push consumer that is quiet for a third of it is looked after
 * @param jetStreamOptions API prefix or domain, and the time limit of its requests
 */
public record ListenerSettings(
        String id,
        AckMode ackMode,
        int concurrency,
        int prefetch,
        int batchSize,
        Duration batchWait,
        boolean progress,
        JetStreamErrorHandler errorHandler,
        @Nullable String deadLetterSubject,
        Duration confirmTimeout,
        Duration shutdownTimeout,
        StartupFailurePolicy startupFailurePolicy,
        Duration retryInterval,
        Duration pullExpires,
        JetStreamOptions jetStreamOptions) {
    /** Checks the ranges. */
    public ListenerSettings {
        atLeast("Concurrency", concurrency, 1);
        atLeast("Prefetch", prefetch, concurrency);
        atLeast("Batch size", batchSize, 1);
        if (pullExpires.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("Pull expiry is " + pullExpires + ", must be at least 1 s");
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least " + least);
        }
    }

    /** A builder for a listener of this name. */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** Builds settings. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private AckMode ackMode = AckMode.AUTO;
        private int concurrency = 1;
        private int prefetch = 500;
        private int batchSize = 100;
        private Duration batchWait = Duration.ofMillis(50);
        private boolean progress = true;
        private JetStreamErrorHandler errorHandler = RetrySettings.DEFAULT;
        private @Nullable String deadLetterSubject;
        private Duration confirmTimeout = Duration.ofSeconds(5);
        private Duration shutdownTimeout = Duration.ofSeconds(10);
        private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;
        private Duration retryInterval = Duration.ofSeconds(2);
        private Duration pullExpires = Duration.ofSeconds(30);
        private JetStreamOptions jetStreamOptions = JetStreamOptions.defaultOptions();

        private Builder(String id) {
            this.id = id;
        }

        /** Who acknowledges; {@link AckMode#AUTO} if not set. */
        public Builder ackMode(AckMode value) {
            this.ackMode = value;
            return this;
        }

        /** Threads that handle messages; 1 if not set. */
        public Builder concurrency(int value) {
            this.concurrency = value;
            return this;
        }

        /** Messages that the listener holds at most; 500 if not set. */
        public Builder prefetch(int value) {
            this.prefetch = value;
            return this;
        }

        /** Largest batch; 100 if not set. */
        public Builder batchSize(int value) {
            this.batchSize = value;
            return this;
        }

        /** Longest wait to fill a batch; 50 ms if not set. */
        public Builder batchWait(Duration value) {
            this.batchWait = value;
            return this;
        }

        /** Whether the listener signals progress; true if not set. */
        public Builder progress(boolean value) {
            this.progress = value;
            return this;
        }

        /** Decides about failures; {@link RetrySettings#DEFAULT} if not set. */
        public Builder errorHandler(JetStreamErrorHandler value) {
            this.errorHandler = value;
            return this;
        }

        /** Subject of dead letters; none if not set. */
        public Builder deadLetterSubject(@Nullable String value) {
            this.deadLetterSubject = value;
            return this;
        }

        /** Longest wait for a confirmation; 5 s if not set. */
        public Builder confirmTimeout(Duration value) {
            this.confirmTimeout = value;
            return this;
        }

        /** Longest wait for running handlers; 10 s if not set. */
        public Builder shutdownTimeout(Duration value) {
            this.shutdownTimeout = value;
            return this;
        }

        /** What happens when the listener cannot consume; {@link StartupFailurePolicy#RETRY} if not set. */
        public Builder startupFailurePolicy(StartupFailurePolicy value) {
            this.startupFailurePolicy = value;
            return this;
        }

        /** Pause between attempts to consume; 2 s if not set. */
        public Builder retryInterval(Duration value) {
            this.retryInterval = value;
            return this;
        }

        /** How long the server keeps a request for messages; 30 s if not set. */
        public Builder pullExpires(Duration value) {
            this.pullExpires = value;
            return this;
        }

        /** API prefix or domain. */
        public Builder jetStreamOptions(JetStreamOptions value) {
            this.jetStreamOptions = value;
            return this;
        }

        /** The settings. */
        public ListenerSettings build() {
            return new ListenerSettings(
                    id,
                    ackMode,
                    concurrency,
                    Math.max(prefetch, concurrency),
                    batchSize,
                    batchWait,
                    progress,
                    errorHandler,
                    deadLetterSubject,
                    confirmTimeout,
                    shutdownTimeout,
                    startupFailurePolicy,
                    retryInterval,
                    pullExpires,
                    jetStreamOptions);
        }
    }
}
