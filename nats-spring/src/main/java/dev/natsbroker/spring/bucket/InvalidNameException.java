package dev.natsbroker.spring.bucket;

import dev.natsbroker.spring.NatsException;

/** A bucket, key or object has a name that NATS does not allow. Nothing was sent. */
public class InvalidNameException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /** A refused name; {@code message} says what is allowed. */
    public InvalidNameException(String name, String message) {
        super(message);
        this.name = name;
    }

    /** The refused name. */
    public String getName() {
        return name;
    }
}
