package dev.natsbroker.spring.core;

import org.jspecify.annotations.Nullable;

/** The server, or the account of this connection, has no JetStream ({@code err_code} 10039 and 10076). */
public class JetStreamNotEnabledException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message, the server's {@code err_code} or 0, and what it comes from. */
    public JetStreamNotEnabledException(String message, int errorCode, @Nullable Throwable cause) {
        super(message, errorCode, cause);
    }
}
