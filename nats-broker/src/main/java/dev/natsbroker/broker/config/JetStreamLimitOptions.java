package dev.natsbroker.broker.config;

import java.time.Duration;

/**
 * What streams and consumers of all accounts may ask for ({@code jetstream.limits}); zero and less stand for no limit.
 *
 * @param maxAckPending messages that a consumer may leave unacknowledged
 * @param maxRequestBatch messages that one pull may ask for
 * @param duplicateWindow longest window in which a stream looks for duplicates
 * @param defaultMaxConsumers consumers of a stream that sets no limit of its own; 1000 by default
 * @param maxHaAssets replicated streams and consumers of this server; without effect on a lone server
 * @param batch what atomic batches may use
 */
public record JetStreamLimitOptions(
        int maxAckPending,
        int maxRequestBatch,
        Duration duplicateWindow,
        int defaultMaxConsumers,
        int maxHaAssets,
        JetStreamBatchOptions batch) {
    private static final int DEFAULT_MAX_CONSUMERS = 1_000;

    /** Writes no limit as zero. */
    public JetStreamLimitOptions {
        maxAckPending = Math.max(0, maxAckPending);
        maxRequestBatch = Math.max(0, maxRequestBatch);
        duplicateWindow = duplicateWindow.isNegative() ? Duration.ZERO : duplicateWindow;
        defaultMaxConsumers = Math.max(0, defaultMaxConsumers);
        maxHaAssets = Math.max(0, maxHaAssets);
    }

    /** The values that hold when nothing is configured. */
    public static JetStreamLimitOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxAckPending = maxAckPending;
        builder.maxRequestBatch = maxRequestBatch;
        builder.duplicateWindow = duplicateWindow;
        builder.defaultMaxConsumers = defaultMaxConsumers;
        builder.maxHaAssets = maxHaAssets;
        builder.batch = batch;
        return builder;
    }

    /** Builds {@link JetStreamLimitOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private int maxAckPending;
        private int maxRequestBatch;
        private Duration duplicateWindow = Duration.ZERO;
        private int defaultMaxConsumers = DEFAULT_MAX_CONSUMERS;
        private int maxHaAssets;
        private JetStreamBatchOptions batch = JetStreamBatchOptions.defaults();

        private Builder() {}

        public Builder maxAckPending(int maxAckPending) {
            this.maxAckPending = maxAckPending;
            return this;
        }

        public Builder maxRequestBatch(int maxRequestBatch) {
            this.maxRequestBatch = maxRequestBatch;
            return this;
        }

        public Builder duplicateWindow(Duration duplicateWindow) {
            this.duplicateWindow = duplicateWindow;
            return this;
        }

        public Builder defaultMaxConsumers(int defaultMaxConsumers) {
            this.defaultMaxConsumers = defaultMaxConsumers;
            return this;
        }

        public Builder maxHaAssets(int maxHaAssets) {
            this.maxHaAssets = maxHaAssets;
            return this;
        }

        public Builder batch(JetStreamBatchOptions batch) {
            this.batch = batch;
            return this;
        }

        /** The record. */
        public JetStreamLimitOptions build() {
            return new JetStreamLimitOptions(
                    maxAckPending, maxRequestBatch, duplicateWindow, defaultMaxConsumers, maxHaAssets, batch);
        }
    }
}
