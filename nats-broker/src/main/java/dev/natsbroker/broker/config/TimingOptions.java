package dev.natsbroker.broker.config;

import java.time.Duration;

/**
 * Intervals and deadlines of client connections.
 *
 * @param pingInterval time between two PINGs of the server
 * @param pingMax unanswered PINGs before a connection is stale
 * @param writeDeadline longest time for one write to a client
 * @param writeTimeout what happens when the write deadline is missed
 * @param lameDuckDuration time over which lame duck mode closes the clients
 * @param lameDuckGracePeriod time before lame duck mode closes the first client
 */
public record TimingOptions(
        Duration pingInterval,
        int pingMax,
        Duration writeDeadline,
        WriteTimeoutPolicy writeTimeout,
        Duration lameDuckDuration,
        Duration lameDuckGracePeriod) {

    /** The values that hold when nothing is configured. */
    public static TimingOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.pingInterval = pingInterval;
        builder.pingMax = pingMax;
        builder.writeDeadline = writeDeadline;
        builder.writeTimeout = writeTimeout;
        builder.lameDuckDuration = lameDuckDuration;
        builder.lameDuckGracePeriod = lameDuckGracePeriod;
        return builder;
    }

    /** Builds {@link TimingOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private Duration pingInterval = Duration.ofMinutes(2);
        private int pingMax = 2;
        private Duration writeDeadline = Duration.ofSeconds(10);
        private WriteTimeoutPolicy writeTimeout = WriteTimeoutPolicy.DEFAULT;
        private Duration lameDuckDuration = Duration.ofMinutes(2);
        private Duration lameDuckGracePeriod = Duration.ofSeconds(10);

        private Builder() {}

        public Builder pingInterval(Duration pingInterval) {
            this.pingInterval = pingInterval;
            return this;
        }

        public Builder pingMax(int pingMax) {
            this.pingMax = pingMax;
            return this;
        }

        public Builder writeDeadline(Duration writeDeadline) {
            this.writeDeadline = writeDeadline;
            return this;
        }

        public Builder writeTimeout(WriteTimeoutPolicy writeTimeout) {
            this.writeTimeout = writeTimeout;
            return this;
        }

        public Builder lameDuckDuration(Duration lameDuckDuration) {
            this.lameDuckDuration = lameDuckDuration;
            return this;
        }

        public Builder lameDuckGracePeriod(Duration lameDuckGracePeriod) {
            this.lameDuckGracePeriod = lameDuckGracePeriod;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public TimingOptions build() {
            return new TimingOptions(
                    pingInterval, pingMax, writeDeadline, writeTimeout, lameDuckDuration, lameDuckGracePeriod);
        }
    }
}
