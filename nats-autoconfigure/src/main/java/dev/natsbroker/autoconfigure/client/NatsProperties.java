package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.topology.Provision;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** Options of the client side. Those of the connection called {@code default} stand at the top. */
@ConfigurationProperties("nats")
public class NatsProperties extends NatsConnectionProperties {
    /** Whether to set up the client side. */
    private boolean enabled = true;

    /** Further connections by name, with the same options as the default one. */
    private Map<String, NatsConnectionProperties> connections = new LinkedHashMap<>();

    /** Annotated listeners. */
    @NestedConfigurationProperty
    private final ListenerProperties listener = new ListenerProperties();

    /** Caches on key-value buckets. */
    @NestedConfigurationProperty
    private final CacheProperties cache = new CacheProperties();

    /** Distributed locks on a key-value bucket. */
    @NestedConfigurationProperty
    private final LockProperties lock = new LockProperties();

    /** Where messages go that are published after the commit of a transaction. */
    private AfterCommitTarget afterCommit = AfterCommitTarget.JETSTREAM;

    /** Streams and consumers. */
    private final JetStream jetstream = new JetStream();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Map<String, NatsConnectionProperties> getConnections() {
        return connections;
    }

    public void setConnections(Map<String, NatsConnectionProperties> connections) {
        this.connections = connections;
    }

    public ListenerProperties getListener() {
        return listener;
    }

    public CacheProperties getCache() {
        return cache;
    }

    public LockProperties getLock() {
        return lock;
    }

    public AfterCommitTarget getAfterCommit() {
        return afterCommit;
    }

    public void setAfterCommit(AfterCommitTarget afterCommit) {
        this.afterCommit = afterCommit;
    }

    public JetStream getJetstream() {
        return jetstream;
    }

    /** Streams and consumers. */
    public static class JetStream {
        /** Time that publishing waits for the confirmation of the stream. */
        private Duration publishTimeout = Duration.ofSeconds(5);

        /** What the start of the application does about declared streams, buckets and consumers. */
        private Provision provision = Provision.CREATE;

        /** Time that the start waits for a connection to do so. */
        private Duration provisionTimeout = Duration.ofSeconds(5);

        /** Defaults of listeners on streams. */
        @NestedConfigurationProperty
        private final JetStreamListenerProperties listener = new JetStreamListenerProperties();

        /** Declared streams by name. */
        private Map<String, StreamProperties> streams = new LinkedHashMap<>();

        /** Declared key-value buckets by name. */
        private Map<String, BucketProperties> keyValueBuckets = new LinkedHashMap<>();

        /** Declared object store buckets by name. */
        private Map<String, BucketProperties> objectStoreBuckets = new LinkedHashMap<>();

        public Duration getPublishTimeout() {
            return publishTimeout;
        }

        public void setPublishTimeout(Duration publishTimeout) {
            this.publishTimeout = publishTimeout;
        }

        public Provision getProvision() {
            return provision;
        }

        public void setProvision(Provision provision) {
            this.provision = provision;
        }

        public Duration getProvisionTimeout() {
            return provisionTimeout;
        }

        public void setProvisionTimeout(Duration provisionTimeout) {
            this.provisionTimeout = provisionTimeout;
        }

        public JetStreamListenerProperties getListener() {
            return listener;
        }

        public Map<String, StreamProperties> getStreams() {
            return streams;
        }

        public void setStreams(Map<String, StreamProperties> streams) {
            this.streams = streams;
        }

        public Map<String, BucketProperties> getKeyValueBuckets() {
            return keyValueBuckets;
        }

        public void setKeyValueBuckets(Map<String, BucketProperties> keyValueBuckets) {
            this.keyValueBuckets = keyValueBuckets;
        }

        public Map<String, BucketProperties> getObjectStoreBuckets() {
            return objectStoreBuckets;
        }

        public void setObjectStoreBuckets(Map<String, BucketProperties> objectStoreBuckets) {
            this.objectStoreBuckets = objectStoreBuckets;
        }
    }

    /** Where messages go that are published after the commit of a transaction. */
    public enum AfterCommitTarget {
        /** To streams: each is confirmed by the server. */
        JETSTREAM,

        /** To core NATS: to whoever is subscribed. */
        CORE
    }
}
