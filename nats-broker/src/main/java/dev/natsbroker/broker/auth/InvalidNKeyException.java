package dev.natsbroker.broker.auth;

import java.io.Serial;

/** Text that is not the NKey that it should be. */
public final class InvalidNKeyException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    InvalidNKeyException(String message) {
        super(message);
    }
}
