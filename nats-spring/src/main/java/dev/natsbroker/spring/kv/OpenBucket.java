package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketTarget;
import dev.natsbroker.spring.support.PayloadTooLargeException;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.MessageTtl;
import io.nats.client.PublishOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.Mirror;
import io.nats.client.support.NatsKeyValueUtil;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A bucket as it was found on a connection. Immutable. */
final class OpenBucket {
    /** No expectation about the key's last revision. */
    static final long ANY_REVISION = -1;

    private static final String KIND = "key-value bucket";

    private final BucketTarget target;
    private final KeyValue keyValue;
    private final JetStream jetStream;
    private final KeyValueConfiguration configuration;
    private final String writePrefix;

    private OpenBucket(BucketTarget target, @Nullable KeyValueOptions options)
            throws IOException, JetStreamApiException, InterruptedException {
        this.target = target;
        this.keyValue = target.connection().keyValue(target.bucket(), options);
        this.jetStream = target.connection().jetStream(target.options());
        this.configuration = keyValue.getStatus().getConfiguration();
        this.writePrefix = writePrefix(target, configuration.getMirror());
    }

    static OpenBucket open(Connection connection, String bucket, @Nullable KeyValueOptions options) {
        BucketTarget target = target(connection, bucket, options);
        return target.call("open", () -> new OpenBucket(target, options));
    }

    static BucketTarget target(Connection connection, String bucket, @Nullable KeyValueOptions options) {
        JetStreamOptions jetStreamOptions = options == null ? null : options.getJetStreamOptions();
        return new BucketTarget(KIND, bucket, NatsKeyValueUtil.toStreamName(bucket), connection, jetStreamOptions);
    }

    BucketTarget target() {
        return target;
    }

    KeyValue keyValue() {
        return keyValue;
    }

    Connection connection() {
        return target.connection();
    }

    /** Where writes go (ADR-8): a mirror's to its origin, and through the prefix of the API that leads to another domain. */
    private static String writePrefix(BucketTarget target, @Nullable Mirror mirror) {
        if (mirror != null) {
            String own = NatsKeyValueUtil.toKeyPrefix(NatsKeyValueUtil.trimPrefix(mirror.getName()));
            return mirror.getExternal() == null ? own : mirror.getExternal().getApi() + "." + own;
        }
        String own = NatsKeyValueUtil.toKeyPrefix(target.bucket());
        JetStreamOptions options = target.options();
        return options == null || options.isDefaultPrefix() ? own : options.getPrefix() + own;
    }

    /** Writes a value; the client library has no update with a time to live. */
    long write(String key, byte[] value, long expectedRevision, @Nullable Duration timeToLive)
            throws IOException, JetStreamApiException {
        requireSize(key, value);
        PublishOptions.Builder options = PublishOptions.builder();
        if (expectedRevision != ANY_REVISION) {
            options.expectedLastSubjectSequence(expectedRevision);
        }
        if (timeToLive != null) {
            options.messageTtl(messageTtl(key, timeToLive));
        }
        return jetStream.publish(writePrefix + key, value, options.build()).getSeqno();
    }

    long removeAll(String filter) throws IOException, JetStreamApiException {
        String subject = NatsKeyValueUtil.toKeyPrefix(target.bucket()) + filter;
        return connection()
                .jetStreamManagement(target.options())
                .purgeStream(target.stream(), PurgeOptions.subject(subject))
                .getPurged();
    }

    void requireSize(String key, byte[] value) {
        long limit = connection().getMaxPayload();
        if (limit > 0 && value.length > limit) {
            throw new PayloadTooLargeException(
                    target.failure("write key '" + key + "'") + ": the value", value.length, limit);
        }
    }

    /** With a history the value under the one that expires would come back to life. */
    void requireNoHistory(String key) {
        if (configuration.getMaxHistoryPerKey() != 1) {
            throw new NatsException(target.failure("write key '" + key + "' with a time to live") + ": it keeps "
                    + configuration.getMaxHistoryPerKey()
                    + " values per key and the older ones would come back when this"
                    + " one expires; use a bucket with a history of 1, or create(..) with a time to live");
        }
    }

    MessageTtl messageTtl(String key, Duration timeToLive) {
        if (timeToLive.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new NatsException(target.failure("write key '" + key + "' with a time to live of " + timeToLive)
                    + ": at least PT1S is allowed");
        }
        if (!configuration.getBackingConfig().getAllowMessageTtl()) {
            throw new NatsException(target.failure("write key '" + key + "' with a time to live")
                    + ": the bucket does not allow it; create it with KeyValueConfiguration.builder().limitMarker(..)"
                    + " (server 2.11 or newer)");
        }
        long seconds = timeToLive.plusSeconds(1).minusNanos(1).toSeconds();
        return MessageTtl.seconds((int) Math.min(seconds, Integer.MAX_VALUE));
    }
}
