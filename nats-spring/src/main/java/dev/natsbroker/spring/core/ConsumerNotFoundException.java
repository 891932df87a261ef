package dev.natsbroker.spring.core;

import org.jspecify.annotations.Nullable;

/** A consumer that a listener needs, and may not create, does not exist ({@code err_code} 10014). */
public class ConsumerNotFoundException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    private static final int CONSUMER_NOT_FOUND = 10014;

    /** An exception with a message. */
    public ConsumerNotFoundException(String message, @Nullable Throwable cause) {
        super(message, CONSUMER_NOT_FOUND, cause);
    }
}
