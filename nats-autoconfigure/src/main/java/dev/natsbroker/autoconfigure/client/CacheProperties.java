package dev.natsbroker.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Caches on key-value buckets. */
public class CacheProperties {
    /** Whether caches are kept in NATS. */
    private boolean enabled = false;

    /** Bucket of the caches. */
    private String bucket = "cache";

    /** Time that entries live, of whole seconds. No end by default. */
    private @Nullable Duration timeToLive;

    /** Whether null is cached like other values. */
    private boolean cacheNulls = true;

    /** Names of the caches. Any that is asked for by default. */
    private List<String> names = new ArrayList<>();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public String getBucket() {
        return bucket;
    }

    public void setBucket(String bucket) {
        this.bucket = bucket;
    }

    public @Nullable Duration getTimeToLive() {
        return timeToLive;
    }

    public void setTimeToLive(@Nullable Duration timeToLive) {
        this.timeToLive = timeToLive;
    }

    public boolean isCacheNulls() {
        return cacheNulls;
    }

    public void setCacheNulls(boolean cacheNulls) {
        this.cacheNulls = cacheNulls;
    }

    public List<String> getNames() {
        return names;
    }

    public void setNames(List<String> names) {
        this.names = names;
    }
}
