package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;

/** There is no object of this name, or it was deleted. */
public class ObjectNotFoundException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String bucket;
    private final String objectName;

    /** An object that is missing. */
    public ObjectNotFoundException(String bucket, String objectName) {
        super("There is no object '" + objectName + "' in object store '" + bucket + "'");
        this.bucket = bucket;
        this.objectName = objectName;
    }

    /** Name of the object store. */
    public String getBucket() {
        return bucket;
    }

    /** Name of the object. */
    public String getObjectName() {
        return objectName;
    }
}
