package dev.natsbroker.broker.config;

/**
 * What one server, connection or message may use.
 * Ranges are those of the nats.conf keys; a value that nats-server takes is taken here, too.
 *
 * @param maxConnections client connections; 0 or less refuses all
 * @param maxControlLineBytes longest protocol line without its verb, in bytes
 * @param maxPayloadBytes largest message including headers, in bytes
 * @param maxPendingBytes bytes queued for one client before it is a slow consumer
 * @param maxSubscriptions subscriptions of one connection; 0 for no limit
 * @param maxSubjectTokens tokens in the subject of a subscription, up to 255; 0 for no limit
 * @param maxClosedClients closed connections that the monitoring remembers
 * @param noHeaderSupport whether messages with headers are refused
 * @param noFastProducerStall whether messages for a full client are dropped instead of slowing their publisher
 * @param disableMatchCache whether each subject is matched anew instead of from a cache
 */
public record LimitOptions(
        int maxConnections,
        int maxControlLineBytes,
        int maxPayloadBytes,
        long maxPendingBytes,
        int maxSubscriptions,
        int maxSubjectTokens,
        int maxClosedClients,
        boolean noHeaderSupport,
        boolean noFastProducerStall,
        boolean disableMatchCache) {

    /** Checks the ranges and copies the collections. */
    public LimitOptions {
        if (maxSubjectTokens < 0 || maxSubjectTokens > 255) {
            throw new IllegalArgumentException(
                    "max_subscription_tokens " + maxSubjectTokens + " is out of range: use 0 (no limit) to 255");
        }
    }

    /** The values that hold when nothing is configured. */
    public static LimitOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxConnections = maxConnections;
        builder.maxControlLineBytes = maxControlLineBytes;
        builder.maxPayloadBytes = maxPayloadBytes;
        builder.maxPendingBytes = maxPendingBytes;
        builder.maxSubscriptions = maxSubscriptions;
        builder.maxSubjectTokens = maxSubjectTokens;
        builder.maxClosedClients = maxClosedClients;
        builder.noHeaderSupport = noHeaderSupport;
        builder.noFastProducerStall = noFastProducerStall;
        builder.disableMatchCache = disableMatchCache;
        return builder;
    }

    /** Builds {@link LimitOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private int maxConnections = 65_536;
        private int maxControlLineBytes = 4_096;
        private int maxPayloadBytes = 1_048_576;
        private long maxPendingBytes = 67_108_864L;
        private int maxSubscriptions;
        private int maxSubjectTokens;
        private int maxClosedClients = 10_000;
        private boolean noHeaderSupport;
        private boolean noFastProducerStall;
        private boolean disableMatchCache;

        private Builder() {}

        public Builder maxConnections(int maxConnections) {
            this.maxConnections = maxConnections;
            return this;
        }

        public Builder maxControlLineBytes(int maxControlLineBytes) {
            this.maxControlLineBytes = maxControlLineBytes;
            return this;
        }

        public Builder maxPayloadBytes(int maxPayloadBytes) {
            this.maxPayloadBytes = maxPayloadBytes;
            return this;
        }

        public Builder maxPendingBytes(long maxPendingBytes) {
            this.maxPendingBytes = maxPendingBytes;
            return this;
        }

        public Builder maxSubscriptions(int maxSubscriptions) {
            this.maxSubscriptions = maxSubscriptions;
            return this;
        }

        public Builder maxSubjectTokens(int maxSubjectTokens) {
            this.maxSubjectTokens = maxSubjectTokens;
            return this;
        }

        public Builder maxClosedClients(int maxClosedClients) {
            this.maxClosedClients = maxClosedClients;
            return this;
        }

        public Builder noHeaderSupport(boolean noHeaderSupport) {
            this.noHeaderSupport = noHeaderSupport;
            return this;
        }

        public Builder noFastProducerStall(boolean noFastProducerStall) {
            this.noFastProducerStall = noFastProducerStall;
            return this;
        }

        public Builder disableMatchCache(boolean disableMatchCache) {
            this.disableMatchCache = disableMatchCache;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public LimitOptions build() {
            return new LimitOptions(
                    maxConnections,
                    maxControlLineBytes,
                    maxPayloadBytes,
                    maxPendingBytes,
                    maxSubscriptions,
                    maxSubjectTokens,
                    maxClosedClients,
                    noHeaderSupport,
                    noFastProducerStall,
                    disableMatchCache);
        }
    }
}
