package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** An update by function gave up because others changed the key in between, each time that it tried. Nothing was written. */
public class UpdateConflictException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** An update that gave up. */
    public UpdateConflictException(String bucket, String key, int attempts, @Nullable Throwable cause) {
        super(
                "Key '" + key + "' in bucket '" + bucket + "' was changed by others during each of " + attempts
                        + " attempts to update it; try later, allow more retries, or spread the load over several keys",
                cause);
    }
}
