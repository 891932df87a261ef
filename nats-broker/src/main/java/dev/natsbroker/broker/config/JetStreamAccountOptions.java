package dev.natsbroker.broker.config;

/**
 * JetStream of one account ({@code jetstream} in its block): that it has it, and what it may use. {@value #UNLIMITED}
 * stands for no limit.
 *
 * <p>Which accounts have JetStream is the answer of {@link BrokerOptions#jetStreamOf}.
 *
 * @param maxMemoryBytes bytes of all streams in memory
 * @param maxFileBytes bytes of all streams in files
 * @param maxStreams streams of the account
 * @param maxConsumers consumers of the account
 * @param maxAckPending messages that one consumer may leave unacknowledged
 * @param maxBytesRequired whether each stream has to say how many bytes it may use
 * @param memoryMaxStreamBytes bytes that one stream in memory may ask for; zero is no limit, too
 * @param diskMaxStreamBytes bytes that one stream in files may ask for; zero is no limit, too
 */
public record JetStreamAccountOptions(
        long maxMemoryBytes,
        long maxFileBytes,
        int maxStreams,
        int maxConsumers,
        int maxAckPending,
        boolean maxBytesRequired,
        long memoryMaxStreamBytes,
        long diskMaxStreamBytes) {

    /** The value that stands for no limit. */
    public static final int UNLIMITED = -1;

    private static final JetStreamAccountOptions NO_LIMITS = builder().build();

    /** Writes every negative value as {@value #UNLIMITED}. */
    public JetStreamAccountOptions {
        maxMemoryBytes = Math.max(UNLIMITED, maxMemoryBytes);
        maxFileBytes = Math.max(UNLIMITED, maxFileBytes);
        maxStreams = Math.max(UNLIMITED, maxStreams);
        maxConsumers = Math.max(UNLIMITED, maxConsumers);
        maxAckPending = Math.max(UNLIMITED, maxAckPending);
        memoryMaxStreamBytes = Math.max(UNLIMITED, memoryMaxStreamBytes);
        diskMaxStreamBytes = Math.max(UNLIMITED, diskMaxStreamBytes);
    }

    /** JetStream without limits of the account's own. */
    public static JetStreamAccountOptions unlimited() {
        return NO_LIMITS;
    }

    /** A builder that starts without limits. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link JetStreamAccountOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private long maxMemoryBytes = UNLIMITED;
        private long maxFileBytes = UNLIMITED;
        private int maxStreams = UNLIMITED;
        private int maxConsumers = UNLIMITED;
        private int maxAckPending = UNLIMITED;
        private boolean maxBytesRequired;
        private long memoryMaxStreamBytes = UNLIMITED;
        private long diskMaxStreamBytes = UNLIMITED;

        private Builder() {}

        public Builder maxMemoryBytes(long maxMemoryBytes) {
            this.maxMemoryBytes = maxMemoryBytes;
            return this;
        }

        public Builder maxFileBytes(long maxFileBytes) {
            this.maxFileBytes = maxFileBytes;
            return this;
        }

        public Builder maxStreams(int maxStreams) {
            this.maxStreams = maxStreams;
            return this;
        }

        public Builder maxConsumers(int maxConsumers) {
            this.maxConsumers = maxConsumers;
            return this;
        }

        public Builder maxAckPending(int maxAckPending) {
            this.maxAckPending = maxAckPending;
            return this;
        }

        public Builder maxBytesRequired(boolean maxBytesRequired) {
            this.maxBytesRequired = maxBytesRequired;
            return this;
        }

        public Builder memoryMaxStreamBytes(long memoryMaxStreamBytes) {
            this.memoryMaxStreamBytes = memoryMaxStreamBytes;
            return this;
        }

        public Builder diskMaxStreamBytes(long diskMaxStreamBytes) {
            this.diskMaxStreamBytes = diskMaxStreamBytes;
            return this;
        }

        /** The record. */
        public JetStreamAccountOptions build() {
            return new JetStreamAccountOptions(
                    maxMemoryBytes,
                    maxFileBytes,
                    maxStreams,
                    maxConsumers,
                    maxAckPending,
                    maxBytesRequired,
                    memoryMaxStreamBytes,
                    diskMaxStreamBytes);
        }
    }
}
