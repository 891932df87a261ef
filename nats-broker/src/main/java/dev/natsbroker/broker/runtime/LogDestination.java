package dev.natsbroker.broker.runtime;

import java.io.Closeable;
import java.io.IOException;

/** Where the lines of a {@link NatsLog} go. All methods are called under the log's lock. */
interface LogDestination extends Closeable {
    /** Writes one line as a whole; it is out of this process when the method returns. */
    void write(ServerLog.Level level, String text) throws IOException;
}
