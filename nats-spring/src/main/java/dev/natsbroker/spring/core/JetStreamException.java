package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import org.jspecify.annotations.Nullable;

/** JetStream refused a request, or is not there. */
public class JetStreamException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final int errorCode;

    /** A refusal with the server's {@code err_code}, 0 if there is none. */
    public JetStreamException(String message, int errorCode, @Nullable Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
    }

    /** The server's {@code err_code}, e.g. 10071 for a wrong last sequence; 0 if the server sent none. */
    public int getErrorCode() {
        return errorCode;
    }
}
