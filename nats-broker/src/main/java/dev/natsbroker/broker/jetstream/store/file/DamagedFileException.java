package dev.natsbroker.broker.jetstream.store.file;

import java.io.IOException;

/** A file's content does not fit its checksum. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String message) {
        super(message);
    }
}
