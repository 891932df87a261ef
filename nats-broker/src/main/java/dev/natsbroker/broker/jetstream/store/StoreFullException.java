package dev.natsbroker.broker.jetstream.store;

import org.jspecify.annotations.Nullable;

/** There is no room on the device: nothing was stored, reads go on, and a later attempt may succeed. */
public final class StoreFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what could not be written. */
    public StoreFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
