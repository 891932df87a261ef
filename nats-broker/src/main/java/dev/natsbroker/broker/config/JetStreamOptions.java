package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.GoFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * JetStream of the server ({@code jetstream} of the configuration).
 *
 * <p>Unlike nats-server, which syncs its files every two minutes, an acknowledged message is on the disk by default
 * ({@link #syncAlways}).
 *
 * @param enabled whether the server has JetStream
 * @param storeDirectory folder of the data as configured; null for the default, see {@link #dataDirectory}
 * @param maxMemoryBytes bytes for streams in memory; {@value #AUTOMATIC} for three quarters of the machine's memory, found out
 *     at the start; 0 for none
 * @param maxFileBytes bytes for streams in files; {@value #AUTOMATIC} for three quarters of the free disk, found out at the
 *     start; 0 for none
 * @param domain name of the domain, one token of a subject; null for none
 * @param syncAlways whether an acknowledgement waits until the message is on the disk
 * @param syncInterval time between two syncs when not each acknowledgement waits for one; messages that were acknowledged
 *     since the last sync may be lost when the machine (not just the server) fails. Without effect with {@code syncAlways}
 * @param strict whether API requests with unknown fields are errors
 * @param limits what streams and consumers may ask for
 * @param requestQueueLimit API requests that may wait before the waiting ones are dropped
 * @param infoQueueLimit the same for requests that only read
 * @param maxBufferedMessages messages that may wait for one stream
 * @param maxBufferedBytes bytes of messages that may wait for one stream
 * @param uniqueTag prefix of the server tag that the replicas of a stream must not share; null for none. Without effect on a
 *     lone server
 * @param lanes threads that own streams; 0 to choose by the machine. Has no nats.conf key
 */
public record JetStreamOptions(
        boolean enabled,
        @Nullable Path storeDirectory,
        long maxMemoryBytes,
        long maxFileBytes,
        @Nullable String domain,
        boolean syncAlways,
        Duration syncInterval,
        boolean strict,
        JetStreamLimitOptions limits,
        int requestQueueLimit,
        int infoQueueLimit,
        int maxBufferedMessages,
        long maxBufferedBytes,
        @Nullable String uniqueTag,
        int lanes) {

    /** Stands for a share of the memory or of the disk that is found out at the start. */
    public static final long AUTOMATIC = -1;

    /** The folder within the store directory that holds the data. */
    static final String FOLDER = "jetstream";

    private static final int QUEUE_LIMIT = 10_000;
    private static final int BUFFERED_MESSAGES = 100_000;
    private static final long BUFFERED_BYTES = 128L * 1024 * 1024;
    private static final Duration SYNC_INTERVAL = Duration.ofMinutes(2);

    /** Checks the ranges, and puts the defaults in place of zero and less where nats-server does. */
    public JetStreamOptions {
        maxMemoryBytes = Math.max(AUTOMATIC, maxMemoryBytes);
        maxFileBytes = Math.max(AUTOMATIC, maxFileBytes);
        requestQueueLimit = requestQueueLimit > 0 ? requestQueueLimit : QUEUE_LIMIT;
        infoQueueLimit = infoQueueLimit > 0 ? infoQueueLimit : requestQueueLimit;
        maxBufferedMessages = maxBufferedMessages > 0 ? maxBufferedMessages : BUFFERED_MESSAGES;
        maxBufferedBytes = maxBufferedBytes > 0 ? maxBufferedBytes : BUFFERED_BYTES;
        String problem = domain == null ? null : problemOfDomain(domain);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        if (syncInterval.isZero() || syncInterval.isNegative()) {
            throw new IllegalArgumentException("sync interval of " + GoFormat.duration(syncInterval)
                    + " is out of range: use a positive duration, or always");
        }
        if (lanes < 0) {
            throw new IllegalArgumentException(
                    "lanes " + lanes + " is out of range: use 1 or more, or 0 to choose by the machine");
        }
    }

    /** Why a text cannot be the name of a domain, in nats-server's words; null if it can. */
    static @Nullable String problemOfDomain(String domain) {
        if (domain.isEmpty()) {
            return "invalid domain name: it is empty, use one word or leave it out";
        }
        if (domain.indexOf('.') >= 0 || domain.indexOf('*') >= 0 || domain.indexOf('>') >= 0) {
            return "invalid domain name: may not contain ., * or >";
        }
        if (domain.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            return "invalid domain name: derived " + GoFormat.quote("$JS." + domain + ".API.>")
                    + " is not a valid subject";
        }
        return null;
    }

    /** The values that hold when nothing is configured: JetStream is off. */
    public static JetStreamOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The folder that the data lies in: {@code jetstream} in the store directory, or {@code nats/jetstream} in the system's
     * folder for temporary files.
     */
    public Path dataDirectory() {
        return storeDirectory == null
                ? temporaryFolder().resolve("nats").resolve(FOLDER)
                : storeDirectory.resolve(FOLDER);
    }

    /** The folder that nats-server takes: that of the environment, else that of the system. */
    private static Path temporaryFolder() {
        String configured = System.getenv("TMPDIR");
        return configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : Path.of(configured);
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.enabled = enabled;
        builder.storeDirectory = storeDirectory;
        builder.maxMemoryBytes = maxMemoryBytes;
        builder.maxFileBytes = maxFileBytes;
        builder.domain = domain;
        builder.syncAlways = syncAlways;
        builder.syncInterval = syncInterval;
        builder.strict = strict;
        builder.limits = limits;
        builder.requestQueueLimit = requestQueueLimit;
        // What is the same goes with it when it changes.
        builder.infoQueueLimit = infoQueueLimit == requestQueueLimit ? 0 : infoQueueLimit;
        builder.maxBufferedMessages = maxBufferedMessages;
        builder.maxBufferedBytes = maxBufferedBytes;
        builder.uniqueTag = uniqueTag;
        builder.lanes = lanes;
        return builder;
    }

    /** Builds {@link JetStreamOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private boolean enabled;
        private @Nullable Path storeDirectory;
        private long maxMemoryBytes = AUTOMATIC;
        private long maxFileBytes = AUTOMATIC;
        private @Nullable String domain;
        private boolean syncAlways = true;
        private Duration syncInterval = SYNC_INTERVAL;
        private boolean strict = true;
        private JetStreamLimitOptions limits = JetStreamLimitOptions.defaults();
        private int requestQueueLimit;
        private int infoQueueLimit;
        private int maxBufferedMessages;
        private long maxBufferedBytes;
        private @Nullable String uniqueTag;
        private int lanes;

        private Builder() {}

        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        public Builder storeDirectory(@Nullable Path storeDirectory) {
            this.storeDirectory = storeDirectory;
            return this;
        }

        public Builder maxMemoryBytes(long maxMemoryBytes) {
            this.maxMemoryBytes = maxMemoryBytes;
            return this;
        }

        public Builder maxFileBytes(long maxFileBytes) {
            this.maxFileBytes = maxFileBytes;
            return this;
        }

        public Builder domain(@Nullable String domain) {
            this.domain = domain;
            return this;
        }

        public Builder syncAlways(boolean syncAlways) {
            this.syncAlways = syncAlways;
            return this;
        }

        public Builder syncInterval(Duration syncInterval) {
            this.syncInterval = syncInterval;
            return this;
        }

        public Builder strict(boolean strict) {
            this.strict = strict;
            return this;
        }

        public Builder limits(JetStreamLimitOptions limits) {
            this.limits = limits;
            return this;
        }

        /** Changes the limits. */
        public Builder limits(UnaryOperator<JetStreamLimitOptions.Builder> change) {
            return limits(change.apply(limits.toBuilder()).build());
        }

        public Builder requestQueueLimit(int requestQueueLimit) {
            this.requestQueueLimit = requestQueueLimit;
            return this;
        }

        public Builder infoQueueLimit(int infoQueueLimit) {
            this.infoQueueLimit = infoQueueLimit;
            return this;
        }

        public Builder maxBufferedMessages(int maxBufferedMessages) {
            this.maxBufferedMessages = maxBufferedMessages;
            return this;
        }

        public Builder maxBufferedBytes(long maxBufferedBytes) {
            this.maxBufferedBytes = maxBufferedBytes;
            return this;
        }

        public Builder uniqueTag(@Nullable String uniqueTag) {
            this.uniqueTag = uniqueTag;
            return this;
        }

        public Builder lanes(int lanes) {
            this.lanes = lanes;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public JetStreamOptions build() {
            return new JetStreamOptions(
                    enabled,
                    storeDirectory,
                    maxMemoryBytes,
                    maxFileBytes,
                    domain,
                    syncAlways,
                    syncInterval,
                    strict,
                    limits,
                    requestQueueLimit,
                    infoQueueLimit,
                    maxBufferedMessages,
                    maxBufferedBytes,
                    uniqueTag,
                    lanes);
        }
    }
}
