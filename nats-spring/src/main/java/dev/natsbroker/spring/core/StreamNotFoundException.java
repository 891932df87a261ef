package dev.natsbroker.spring.core;

import org.jspecify.annotations.Nullable;

/** A stream that the application needs does not exist ({@code err_code} 10059). */
public class StreamNotFoundException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    private static final int STREAM_NOT_FOUND = 10059;

    private final String stream;

    /** An exception with a message. */
    public StreamNotFoundException(String message, String stream, @Nullable Throwable cause) {
        super(message, STREAM_NOT_FOUND, cause);
        this.stream = stream;
    }

    /** Name of the stream. */
    public String getStream() {
        return stream;
    }
}
