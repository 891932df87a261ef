package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** Somebody else changed the key since the revision that the caller expected. Nothing was written. */
public class RevisionMismatchException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** {@link #getActual()} if the server did not say. */
    public static final long UNKNOWN = -1;

    private final String bucket;
    private final String key;
    private final long expected;
    private final long actual;

    /** A mismatch. */
    public RevisionMismatchException(String bucket, String key, long expected, long actual, @Nullable Throwable cause) {
        super(
                "Key '" + key + "' in bucket '" + bucket + "' is at revision "
                        + (actual == UNKNOWN ? "unknown" : Long.toString(actual)) + ", expected was " + expected
                        + "; read it again and decide anew, or use update(key, function)",
                cause);
        this.bucket = bucket;
        this.key = key;
        this.expected = expected;
        this.actual = actual;
    }

    /** Name of the bucket. */
    public String getBucket() {
        return bucket;
    }

    /** The key. */
    public String getKey() {
        return key;
    }

    /** The revision that the caller expected. */
    public long getExpected() {
        return expected;
    }

    /** Revision of the key's last change, 0 if it has none, {@link #UNKNOWN} if the server did not say. */
    public long getActual() {
        return actual;
    }
}
