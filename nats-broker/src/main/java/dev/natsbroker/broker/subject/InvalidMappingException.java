package dev.natsbroker.broker.subject;

import java.io.Serial;

/** A subject mapping or transform that cannot be used; the message is the one that nats-server gives. */
public final class InvalidMappingException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    InvalidMappingException(String message) {
        super(message);
    }

    static InvalidMappingException invalidSubject() {
        return new InvalidMappingException("invalid subject");
    }

    static InvalidMappingException destination(String problem) {
        return new InvalidMappingException("invalid mapping destination: " + problem);
    }

    static InvalidMappingException token(String problem, String token) {
        return destination(problem + " in " + token);
    }
}
