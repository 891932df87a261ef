package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** A bucket holds a value that is not of the bucket's type. */
public class UndecodableValueException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String bucket;
    private final String key;
    private final long revision;

    /** A value that cannot be read. */
    public UndecodableValueException(
            String bucket, String key, long revision, String typeName, @Nullable Throwable cause) {
        super(
                "Value of key '" + key + "' in bucket '" + bucket + "' at revision " + revision + " is not of type "
                        + typeName + "; read it as byte[] to see it, or put a new value",
                cause);
        this.bucket = bucket;
        this.key = key;
        this.revision = revision;
    }

    /** Name of the bucket. */
    public String getBucket() {
        return bucket;
    }

    /** The key. */
    public String getKey() {
        return key;
    }

    /** Revision of the value. */
    public long getRevision() {
        return revision;
    }
}
