package dev.natsbroker.broker.subject;

import java.io.Serial;

/** A subject mapping or transform that cannot be used; the texts are those of nats-server. */
public final class InvalidMappingException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String reason;

    InvalidMappingException(String reason) {
        this(reason, reason);
    }

    private InvalidMappingException(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /** The message without the name of the source that a mapping was added for. */
    public String reason() {
        return reason;
    }

    InvalidMappingException adding(String source) {
        return new InvalidMappingException(
                "Error adding mapping for " + Subjects.quote(source) + " : " + reason, reason);
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
