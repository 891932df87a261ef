package dev.natsbroker.broker.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who this server says it is, in INFO and in the monitoring.
 *
 * @param serverName name of the server; null for its generated id
 * @param clientAdvertise {@code host[:port]} told to clients instead of the listen address
 * @param tags labels, lower case
 * @param metadata free key and value pairs
 * @param featureFlags switches by name
 */
public record IdentityOptions(
        @Nullable String serverName,
        @Nullable String clientAdvertise,
        List<String> tags,
        Map<String, String> metadata,
        Map<String, Boolean> featureFlags) {

    private static final String JETSTREAM_ACK_V2 = "js_ack_fc_v2";

    /** Checks the ranges and copies the collections. */
    public IdentityOptions {
        tags = List.copyOf(tags);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        featureFlags = Collections.unmodifiableMap(new LinkedHashMap<>(featureFlags));
        if (serverName != null && (serverName.isBlank() || serverName.indexOf(' ') >= 0)) {
            throw new IllegalArgumentException(
                    "server name '" + serverName + "' must be one word without blanks; choose another server_name");
        }
    }

    /**
     * Whether the subjects that acknowledge messages of JetStream, and those of its flow control, carry the domain and the
     * account: feature flag {@code js_ack_fc_v2}, off by default.
     */
    public boolean jetStreamAckV2() {
        return featureFlags.getOrDefault(JETSTREAM_ACK_V2, false);
    }

    /** The values that hold when nothing is configured. */
    public static IdentityOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.serverName = serverName;
        builder.clientAdvertise = clientAdvertise;
        builder.tags = tags;
        builder.metadata = metadata;
        builder.featureFlags = featureFlags;
        return builder;
    }

    /** Builds {@link IdentityOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private @Nullable String serverName;
        private @Nullable String clientAdvertise;
        private List<String> tags = List.of();
        private Map<String, String> metadata = Map.of();
        private Map<String, Boolean> featureFlags = Map.of();

        private Builder() {}

        public Builder serverName(@Nullable String serverName) {
            this.serverName = serverName;
            return this;
        }

        public Builder clientAdvertise(@Nullable String clientAdvertise) {
            this.clientAdvertise = clientAdvertise;
            return this;
        }

        public Builder tags(List<String> tags) {
            this.tags = tags;
            return this;
        }

        public Builder metadata(Map<String, String> metadata) {
            this.metadata = metadata;
            return this;
        }

        public Builder featureFlags(Map<String, Boolean> featureFlags) {
            this.featureFlags = featureFlags;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public IdentityOptions build() {
            return new IdentityOptions(serverName, clientAdvertise, tags, metadata, featureFlags);
        }
    }
}
