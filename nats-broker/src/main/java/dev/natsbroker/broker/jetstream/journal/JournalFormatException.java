package dev.natsbroker.broker.jetstream.journal;

import java.io.IOException;

/** A file in the journal's place that this version cannot read. It was left as it is. */
public final class JournalFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With what was found where, and what to do. */
    public JournalFormatException(String message) {
        super(message);
    }
}
