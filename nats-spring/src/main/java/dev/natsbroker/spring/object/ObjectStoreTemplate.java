package dev.natsbroker.spring.object;

import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.bucket.BucketTarget;
import dev.natsbroker.spring.bucket.InvalidNameException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.ObjectStoreOptions;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.support.NatsObjectStoreUtil;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@link ObjectStoreOperations} on a connection. Thread-safe. */
public final class ObjectStoreTemplate implements ObjectStoreOperations {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String KIND = "object store";
    private static final int STREAM_EXISTS = 10058;

    private final NatsConnectionFactory connections;
    private final @Nullable ObjectStoreOptions options;

    /** A template with the default API of JetStream. */
    public ObjectStoreTemplate(NatsConnectionFactory connections) {
        this(connections, null);
    }

    /** A template with a prefix or domain of JetStream's API. */
    public ObjectStoreTemplate(NatsConnectionFactory connections, @Nullable ObjectStoreOptions options) {
        this.connections = connections;
        this.options = options;
    }

    @Override
    public ObjectBucket bucket(String name) {
        return new DefaultObjectBucket(this, requireName(name));
    }

    @Override
    public ObjectStoreStatus createOrUpdate(ObjectStoreConfiguration configuration) {
        BucketTarget target = target(configuration.getBucketName());
        return target.call("create or update", () -> createOrUpdate(target, configuration));
    }

    /** The client library only creates object stores. */
    private ObjectStoreStatus createOrUpdate(BucketTarget target, ObjectStoreConfiguration configuration)
            throws IOException, JetStreamApiException {
        try {
            return target.connection().objectStoreManagement(options).create(configuration);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != STREAM_EXISTS) {
                throw e;
            }
            JetStreamManagement management = target.connection().jetStreamManagement(target.options());
            return new ObjectStoreStatus(management.updateStream(configuration.getBackingConfig()));
        }
    }

    @Override
    public boolean deleteBucket(String name) {
        BucketTarget target = target(requireName(name));
        try {
            target.<@Nullable Void>call("delete everything", () -> {
                target.connection().objectStoreManagement(options).delete(name);
                return null;
            });
            return true;
        } catch (BucketNotFoundException e) {
            return false;
        }
    }

    @Override
    public List<String> bucketNames() {
        BucketTarget target = target("*");
        return target.call(
                "list names",
                () -> target.connection().objectStoreManagement(options).getBucketNames());
    }

    @Nullable
    ObjectStoreOptions options() {
        return options;
    }

    BucketTarget target(String bucket) {
        JetStreamOptions jetStreamOptions = options == null ? null : options.getJetStreamOptions();
        return new BucketTarget(
                KIND, bucket, NatsObjectStoreUtil.toStreamName(bucket), connections.getConnection(), jetStreamOptions);
    }

    private static String requireName(String bucket) {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new InvalidNameException(
                    bucket,
                    "'" + bucket
                            + "' is not the name of an object store: use A-Z, a-z, 0-9, '-' and '_', at least one");
        }
        return bucket;
    }
}
