package dev.natsbroker.spring.object;

import java.io.IOException;

/** What was read of an object is not what was put: parts are missing or differ from its digest. */
public class DamagedObjectException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Damage; {@code message} says which. */
    public DamagedObjectException(String bucket, String objectName, String message) {
        super("Object '" + objectName + "' in object store '" + bucket + "' cannot be read: " + message
                + "; it was replaced or deleted meanwhile, or is damaged: read it again, or put it again");
    }
}
