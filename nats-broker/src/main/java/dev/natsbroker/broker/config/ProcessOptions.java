package dev.natsbroker.broker.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files around the server process.
 *
 * @param pidFile file that receives the process id
 * @param portsFileDir folder that receives the ports file
 * @param configFile file that these options were read from
 * @param configDigest {@code sha256:} digest of that file's values
 */
public record ProcessOptions(
        @Nullable Path pidFile,
        @Nullable Path portsFileDir,
        @Nullable Path configFile,
        @Nullable String configDigest) {

    /** The values that hold when nothing is configured. */
    public static ProcessOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.pidFile = pidFile;
        builder.portsFileDir = portsFileDir;
        builder.configFile = configFile;
        builder.configDigest = configDigest;
        return builder;
    }

    /** Builds {@link ProcessOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private @Nullable Path pidFile;
        private @Nullable Path portsFileDir;
        private @Nullable Path configFile;
        private @Nullable String configDigest;

        private Builder() {}

        public Builder pidFile(@Nullable Path pidFile) {
            this.pidFile = pidFile;
            return this;
        }

        public Builder portsFileDir(@Nullable Path portsFileDir) {
            this.portsFileDir = portsFileDir;
            return this;
        }

        public Builder configFile(@Nullable Path configFile) {
            this.configFile = configFile;
            return this;
        }

        public Builder configDigest(@Nullable String configDigest) {
            this.configDigest = configDigest;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public ProcessOptions build() {
            return new ProcessOptions(pidFile, portsFileDir, configFile, configDigest);
        }
    }
}
