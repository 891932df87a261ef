package dev.natsbroker.broker.disk;

import java.io.IOException;

/** There was no room for a write. It may be tried again when there is. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what could not be written. */
    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
