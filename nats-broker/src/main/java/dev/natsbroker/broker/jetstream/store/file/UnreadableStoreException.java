package dev.natsbroker.broker.jetstream.store.file;

import java.nio.file.Path;

/**
 * A stream's directory is none that this version can open: foreign, written by a newer version, half created, or its description is
 * damaged. Nothing in it was changed. The stream cannot be served; others can.
 */
public final class UnreadableStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the place, what was found there, and what to do. */
    public UnreadableStoreException(Path path, String found, String advice) {
        super(path + ": " + found + ". " + advice);
    }
}
