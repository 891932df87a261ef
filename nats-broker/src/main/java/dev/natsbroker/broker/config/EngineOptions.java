package dev.natsbroker.broker.config;

/**
 * How the engine uses the machine; these have no nats.conf key.
 *
 * @param eventLoops threads that serve connections; 0 to choose by the machine
 * @param transport network transport
 */
public record EngineOptions(int eventLoops, Transport transport) {

    /** Checks the ranges and copies the collections. */
    public EngineOptions {
        if (eventLoops < 0) {
            throw new IllegalArgumentException(
                    "event loops " + eventLoops + " is out of range: use 1 or more, or 0 to choose by the machine");
        }
    }

    /** The values that hold when nothing is configured. */
    public static EngineOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.eventLoops = eventLoops;
        builder.transport = transport;
        return builder;
    }

    /** The network transports of the engine. */
    public enum Transport {
        /** The best one that loads. */
        AUTO,
        /** Linux epoll. */
        EPOLL,
        /** Linux io_uring. */
        IO_URING,
        /** The portable one of the JDK. */
        NIO
    }

    /** Builds {@link EngineOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private int eventLoops;
        private Transport transport = Transport.AUTO;

        private Builder() {}

        public Builder eventLoops(int eventLoops) {
            this.eventLoops = eventLoops;
            return this;
        }

        public Builder transport(Transport transport) {
            this.transport = transport;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public EngineOptions build() {
            return new EngineOptions(eventLoops, transport);
        }
    }
}
