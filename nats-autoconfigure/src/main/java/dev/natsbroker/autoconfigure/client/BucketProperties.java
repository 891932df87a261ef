package dev.natsbroker.autoconfigure.client;

import io.nats.client.api.StorageType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A declared key-value or object store bucket. Unset options are left to the server. */
public class BucketProperties {
    /** Description for people. */
    private @Nullable String description;

    /** Where values are stored. */
    private StorageType storage = StorageType.File;

    /** Number of servers that store each value. */
    private int replicas = 1;

    /** Number of values that are kept for each key. For key-value buckets only. */
    private int history = 1;

    /** Age at which values are removed. */
    private @Nullable Duration timeToLive;

    /** Time that the mark of a removed value is kept, which also allows a time to live for each key. For key-value buckets only. */
    private @Nullable Duration limitMarker;

    /** Size of all values. */
    private @Nullable DataSize maxBytes;

    /** Size of one value. For key-value buckets only. */
    private @Nullable DataSize maxValueSize;

    /** Whether values are compressed. */
    private boolean compression = false;

    public @Nullable String getDescription() {
        return description;
    }

    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public StorageType getStorage() {
        return storage;
    }

    public void setStorage(StorageType storage) {
        this.storage = storage;
    }

    public int getReplicas() {
        return replicas;
    }

    public void setReplicas(int replicas) {
        this.replicas = replicas;
    }

    public int getHistory() {
        return history;
    }

    public void setHistory(int history) {
        this.history = history;
    }

    public @Nullable Duration getTimeToLive() {
        return timeToLive;
    }

    public void setTimeToLive(@Nullable Duration timeToLive) {
        this.timeToLive = timeToLive;
    }

    public @Nullable Duration getLimitMarker() {
        return limitMarker;
    }

    public void setLimitMarker(@Nullable Duration limitMarker) {
        this.limitMarker = limitMarker;
    }

    public @Nullable DataSize getMaxBytes() {
        return maxBytes;
    }

    public void setMaxBytes(@Nullable DataSize maxBytes) {
        this.maxBytes = maxBytes;
    }

    public @Nullable DataSize getMaxValueSize() {
        return maxValueSize;
    }

    public void setMaxValueSize(@Nullable DataSize maxValueSize) {
        this.maxValueSize = maxValueSize;
    }

    public boolean isCompression() {
        return compression;
    }

    public void setCompression(boolean compression) {
        this.compression = compression;
    }
}
