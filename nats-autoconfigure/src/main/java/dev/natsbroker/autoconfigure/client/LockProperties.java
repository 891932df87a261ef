package dev.natsbroker.autoconfigure.client;

import java.time.Duration;

/** Distributed locks on a key-value bucket. */
public class LockProperties {
    /** Bucket of the locks. */
    private String bucket = "locks";

    /** Time without renewal after which others get a lock, of whole seconds, 3 at least. */
    private Duration lease = Duration.ofSeconds(30);

    public String getBucket() {
        return bucket;
    }

    public void setBucket(String bucket) {
        this.bucket = bucket;
    }

    public Duration getLease() {
        return lease;
    }

    public void setLease(Duration lease) {
        this.lease = lease;
    }
}
