package dev.natsbroker.spring.bucket;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** There is no bucket of this name. */
public class BucketNotFoundException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String bucket;

    /** The bucket that is missing, and the kind of bucket that it would be. */
    public BucketNotFoundException(String kind, String bucket, @Nullable Throwable cause) {
        super(
                "There is no " + kind + " '" + bucket
                        + "'; create it first with createOrUpdate(..), or correct the name",
                cause);
        this.bucket = bucket;
    }

    /** Name of the bucket. */
    public String getBucket() {
        return bucket;
    }
}
