package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** An object was to be renamed or linked to a name that another object has. */
public class ObjectExistsException extends NatsException {
    private static final long serialVersionUID = 1L;

    /** A name that is taken. */
    public ObjectExistsException(String bucket, String objectName, @Nullable Throwable cause) {
        super(
                "Object store '" + bucket + "' has an object '" + objectName
                        + "' already; delete it first, or choose another name",
                cause);
    }
}
