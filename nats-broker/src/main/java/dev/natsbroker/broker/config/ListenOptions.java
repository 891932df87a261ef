package dev.natsbroker.broker.config;

/**
 * Where clients connect.
 *
 * @param host address to bind to
 * @param port TCP port; {@value #RANDOM_PORT} for any free one
 * @param proxyProtocol whether a PROXY protocol header (v1 or v2) may precede a client's bytes
 */
public record ListenOptions(String host, int port, boolean proxyProtocol) {

    /** Binds to all addresses. */
    public static final String DEFAULT_HOST = "0.0.0.0";

    /** The registered port of NATS. */
    public static final int DEFAULT_PORT = 4222;

    /** Asks for any free port; 0 means the same. */
    public static final int RANDOM_PORT = -1;

    /** Checks the range of the port. */
    public ListenOptions {
        if (port == 0) {
            port = RANDOM_PORT;
        }
        if (port < RANDOM_PORT || port > 65_535) {
            throw new IllegalArgumentException(
                    "port " + port + " is out of range: use 1 to 65535, or -1 for a free port");
        }
    }

    /** The values that hold when nothing is configured. */
    public static ListenOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.host = host;
        builder.port = port;
        builder.proxyProtocol = proxyProtocol;
        return builder;
    }

    /** Builds {@link ListenOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private String host = DEFAULT_HOST;
        private int port = DEFAULT_PORT;
        private boolean proxyProtocol;

        private Builder() {}

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder proxyProtocol(boolean proxyProtocol) {
            this.proxyProtocol = proxyProtocol;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public ListenOptions build() {
            return new ListenOptions(host, port, proxyProtocol);
        }
    }
}
