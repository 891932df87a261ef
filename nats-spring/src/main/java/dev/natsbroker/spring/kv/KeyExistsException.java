package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** A key was to be created and has a value already. */
public class KeyExistsException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String bucket;
    private final String key;

    /** A key that exists. */
    public KeyExistsException(String bucket, String key, @Nullable Throwable cause) {
        super(
                "Key '" + key + "' exists in bucket '" + bucket
                        + "' and cannot be created; put(..) replaces it, update(..) changes it",
                cause);
        this.bucket = bucket;
        this.key = key;
    }

    /** Name of the bucket. */
    public String getBucket() {
        return bucket;
    }

    /** The key. */
    public String getKey() {
        return key;
    }
}
