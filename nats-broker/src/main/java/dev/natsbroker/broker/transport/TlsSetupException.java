package dev.natsbroker.broker.transport;

import org.jspecify.annotations.Nullable;

/**
 * TLS options that cannot be used: a file that cannot be read, a key that does not fit its certificate, an unknown name. The
 * message is one line for the operator, in nats-server's words where it has some.
 */
public final class TlsSetupException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TlsSetupException(String message) {
        this(message, null);
    }

    TlsSetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
