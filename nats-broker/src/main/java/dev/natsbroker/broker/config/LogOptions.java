package dev.natsbroker.broker.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is logged, and where.
 *
 * @param debug whether debug lines are written
 * @param trace whether the protocol is traced
 * @param traceVerbose whether the system account is traced, too
 * @param traceHeaders whether message headers are traced
 * @param logTime whether lines carry the time
 * @param logTimeUtc whether the time is UTC instead of local
 * @param logFile file for the log; null for standard error
 * @param sizeLimitBytes size at which the log file is rotated; 0 for never
 * @param maxFiles rotated log files that are kept; 0 for all
 * @param syslog whether the log goes to syslog
 * @param remoteSyslog address of a remote syslog, as {@code udp://host:514}
 * @param maxTracedMessageBytes payload bytes in a trace line; 0 for all
 */
public record LogOptions(
        boolean debug,
        boolean trace,
        boolean traceVerbose,
        boolean traceHeaders,
        boolean logTime,
        boolean logTimeUtc,
        @Nullable Path logFile,
        long sizeLimitBytes,
        int maxFiles,
        boolean syslog,
        @Nullable String remoteSyslog,
        int maxTracedMessageBytes) {

    /** The values that hold when nothing is configured. */
    public static LogOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.debug = debug;
        builder.trace = trace;
        builder.traceVerbose = traceVerbose;
        builder.traceHeaders = traceHeaders;
        builder.logTime = logTime;
        builder.logTimeUtc = logTimeUtc;
        builder.logFile = logFile;
        builder.sizeLimitBytes = sizeLimitBytes;
        builder.maxFiles = maxFiles;
        builder.syslog = syslog;
        builder.remoteSyslog = remoteSyslog;
        builder.maxTracedMessageBytes = maxTracedMessageBytes;
        return builder;
    }

    /** Builds {@link LogOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private boolean debug;
        private boolean trace;
        private boolean traceVerbose;
        private boolean traceHeaders;
        private boolean logTime = true;
        private boolean logTimeUtc;
        private @Nullable Path logFile;
        private long sizeLimitBytes;
        private int maxFiles;
        private boolean syslog;
        private @Nullable String remoteSyslog;
        private int maxTracedMessageBytes;

        private Builder() {}

        public Builder debug(boolean debug) {
            this.debug = debug;
            return this;
        }

        public Builder trace(boolean trace) {
            this.trace = trace;
            return this;
        }

        public Builder traceVerbose(boolean traceVerbose) {
            this.traceVerbose = traceVerbose;
            return this;
        }

        public Builder traceHeaders(boolean traceHeaders) {
            this.traceHeaders = traceHeaders;
            return this;
        }

        public Builder logTime(boolean logTime) {
            this.logTime = logTime;
            return this;
        }

        public Builder logTimeUtc(boolean logTimeUtc) {
            this.logTimeUtc = logTimeUtc;
            return this;
        }

        public Builder logFile(@Nullable Path logFile) {
            this.logFile = logFile;
            return this;
        }

        public Builder sizeLimitBytes(long sizeLimitBytes) {
            this.sizeLimitBytes = sizeLimitBytes;
            return this;
        }

        public Builder maxFiles(int maxFiles) {
            this.maxFiles = maxFiles;
            return this;
        }

        public Builder syslog(boolean syslog) {
            this.syslog = syslog;
            return this;
        }

        public Builder remoteSyslog(@Nullable String remoteSyslog) {
            this.remoteSyslog = remoteSyslog;
            return this;
        }

        public Builder maxTracedMessageBytes(int maxTracedMessageBytes) {
            this.maxTracedMessageBytes = maxTracedMessageBytes;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public LogOptions build() {
            return new LogOptions(
                    debug,
                    trace,
                    traceVerbose,
                    traceHeaders,
                    logTime,
                    logTimeUtc,
                    logFile,
                    sizeLimitBytes,
                    maxFiles,
                    syslog,
                    remoteSyslog,
                    maxTracedMessageBytes);
        }
    }
}
