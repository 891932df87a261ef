package dev.natsbroker.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP monitoring endpoints, of whose two ports at most one is set, and the meters.
 *
 * @param host address to bind to; null for the address of the client listener
 * @param httpPort port of plain HTTP; 0 for off, -1 for any free one
 * @param httpsPort port of HTTPS; 0 for off, -1 for any free one
 * @param basePath path before the names of the endpoints, starting with a slash
 * @param jetStreamMeters meters of JetStream
 */
public record MonitorOptions(
        @Nullable String host, int httpPort, int httpsPort, String basePath, JetStreamMeterOptions jetStreamMeters) {

    /** Checks the ranges and copies the collections. */
    public MonitorOptions {
        requirePort("http_port", httpPort);
        requirePort("https_port", httpsPort);
    }

    /** The values that hold when nothing is configured. */
    public static MonitorOptions defaults() {
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
        builder.httpPort = httpPort;
        builder.httpsPort = httpsPort;
        builder.basePath = basePath;
        builder.jetStreamMeters = jetStreamMeters;
        return builder;
    }

    /** Whether any endpoint is served. */
    public boolean enabled() {
        return httpPort != 0 || httpsPort != 0;
    }

    private static void requirePort(String key, int port) {
        if (port < -1 || port > 65_535) {
            throw new IllegalArgumentException(
                    key + " " + port + " is out of range: use 1 to 65535, 0 for off, or -1 for a free port");
        }
    }

    /** Builds {@link MonitorOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private @Nullable String host;
        private int httpPort;
        private int httpsPort;
        private String basePath = "/";
        private JetStreamMeterOptions jetStreamMeters = JetStreamMeterOptions.defaults();

        private Builder() {}

        public Builder host(@Nullable String host) {
            this.host = host;
            return this;
        }

        public Builder httpPort(int httpPort) {
            this.httpPort = httpPort;
            return this;
        }

        public Builder httpsPort(int httpsPort) {
            this.httpsPort = httpsPort;
            return this;
        }

        public Builder basePath(String basePath) {
            this.basePath = basePath;
            return this;
        }

        public Builder jetStreamMeters(JetStreamMeterOptions jetStreamMeters) {
            this.jetStreamMeters = jetStreamMeters;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public MonitorOptions build() {
            return new MonitorOptions(host, httpPort, httpsPort, basePath, jetStreamMeters);
        }
    }
}
