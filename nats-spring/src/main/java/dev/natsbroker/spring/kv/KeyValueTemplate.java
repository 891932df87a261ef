package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.bucket.BucketNotFoundException;
import dev.natsbroker.spring.bucket.BucketTarget;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValueManagement;
import io.nats.client.KeyValueOptions;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/** {@link KeyValueOperations} on a connection. Thread-safe. */
public final class KeyValueTemplate implements KeyValueOperations {
    private static final int BUCKET_EXISTS = 10058;
    private static final int DEFAULT_UPDATE_RETRIES = 20;

    private final NatsConnectionFactory connections;
    private final PayloadConverters converters;
    private final BackOff updateBackOff;
    private final @Nullable KeyValueOptions options;
    private final Map<String, OpenBucket> opened = new ConcurrentHashMap<>();

    /** A call that needs the bucket. */
    interface BucketCall<R extends @Nullable Object> {
        R run(OpenBucket bucket) throws IOException, JetStreamApiException, InterruptedException;
    }

    /** A template with the default API of JetStream and the default back-off: 20 retries, from 5 ms to 250 ms apart. */
    public KeyValueTemplate(NatsConnectionFactory connections, PayloadConverters converters) {
        this(connections, converters, defaultBackOff(), null);
    }

    /**
     * A template.
     *
     * @param updateBackOff how often, and after which pauses, an update by function begins again
     * @param options prefix or domain of JetStream's API, null for the default
     */
    public KeyValueTemplate(
            NatsConnectionFactory connections,
            PayloadConverters converters,
            BackOff updateBackOff,
            @Nullable KeyValueOptions options) {
        this.connections = connections;
        this.converters = converters;
        this.updateBackOff = updateBackOff;
        this.options = options;
    }

    private static BackOff defaultBackOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(5, 1.5);
        backOff.setJitter(5);
        backOff.setMaxInterval(250);
        backOff.setMaxAttempts(DEFAULT_UPDATE_RETRIES);
        return backOff;
    }

    @Override
    public <T> KeyValueBucket<T> bucket(String name, Class<T> type) {
        return bucket(name, (Type) type);
    }

    @Override
    public <T> KeyValueBucket<T> bucket(String name, ParameterizedTypeReference<T> type) {
        return bucket(name, type.getType());
    }

    private <T> KeyValueBucket<T> bucket(String name, Type type) {
        return new TypedBucket<>(this, KeyNames.requireBucket(name), type);
    }

    @Override
    public KeyValueStatus createOrUpdate(KeyValueConfiguration configuration) {
        String name = configuration.getBucketName();
        BucketTarget target = target(name);
        opened.remove(name);
        return target.call("create or update", () -> createOrUpdate(target, configuration));
    }

    private KeyValueStatus createOrUpdate(BucketTarget target, KeyValueConfiguration configuration)
            throws IOException, JetStreamApiException {
        KeyValueManagement management = management(target.connection());
        try {
            return management.create(configuration);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != BUCKET_EXISTS) {
                throw e;
            }
            return management.update(configuration);
        }
    }

    @Override
    public boolean deleteBucket(String name) {
        KeyNames.requireBucket(name);
        BucketTarget target = target(name);
        opened.remove(name);
        try {
            target.call("delete everything", () -> {
                management(target.connection()).delete(name);
                return true;
            });
            return true;
        } catch (BucketNotFoundException e) {
            return false;
        }
    }

    @Override
    public List<String> bucketNames() {
        BucketTarget target = target("*");
        return target.call("list names", () -> management(target.connection()).getBucketNames());
    }

    private KeyValueManagement management(Connection connection) throws IOException {
        return connection.keyValueManagement(options);
    }

    private BucketTarget target(String name) {
        return OpenBucket.target(connections.getConnection(), name, options);
    }

    /** Does a call on the bucket, which is looked up on the server when it is used for the first time. */
    <R extends @Nullable Object> R call(String name, String what, BucketCall<R> call) {
        OpenBucket bucket = open(name);
        try {
            return bucket.target().call(what, () -> call.run(bucket));
        } catch (BucketNotFoundException e) {
            opened.remove(name, bucket);
            throw e;
        }
    }

    private OpenBucket open(String name) {
        Connection connection = connections.getConnection();
        OpenBucket known = opened.get(name);
        if (known != null && known.connection() == connection) {
            return known;
        }
        OpenBucket found = OpenBucket.open(connection, name, options);
        opened.put(name, found);
        return found;
    }

    /** Completes when there is a connection, another one if the last was closed. */
    CompletableFuture<Connection> whenConnected() {
        return connections.whenConnected();
    }

    PayloadConverters converters() {
        return converters;
    }

    BackOff updateBackOff() {
        return updateBackOff;
    }
}
