package dev.natsbroker.broker.runtime;

import java.io.IOException;
import java.io.OutputStream;

/** Log lines on standard error. The stream is not closed: it belongs to the process. */
final class LogStream implements LogDestination {
    private final OutputStream stream;
    private final LogLine line;

    LogStream(OutputStream stream, LogLine line) {
        this.stream = stream;
        this.line = line;
    }

    @Override
    public void write(ServerLog.Level level, String text) throws IOException {
        line.format(level, text);
        stream.write(line.bytes(), 0, line.length());
    }

    @Override
    public void close() {}
}
