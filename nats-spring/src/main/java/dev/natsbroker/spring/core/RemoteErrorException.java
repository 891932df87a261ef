package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;

/**
 * The other side of a request answered with an error: with the headers {@link NatsHeaders#SERVICE_ERROR} and
 * {@link NatsHeaders#SERVICE_ERROR_CODE} (ADR-32).
 */
public class RemoteErrorException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String description;

    /** An error that came from {@code subject}. */
    public RemoteErrorException(String subject, int code, String description) {
        super("Request to '" + subject + "' was answered with error " + code + ": " + description);
        this.code = code;
        this.description = description;
    }

    /** The error's number, e.g. 400 or 500; chosen by the other side. */
    public int getCode() {
        return code;
    }

    /** The error's text without the subject and the number. */
    public String getDescription() {
        return description;
    }
}
