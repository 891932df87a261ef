package dev.natsbroker.broker.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** An open way to a syslog server. Used under the log's lock. */
public interface SyslogConnection extends Closeable {
    /** Sends one message as a whole. */
    void send(byte[] message) throws IOException;

    /** Opens datagram sockets of this machine. The JDK has none, so they come from outside of this package. */
    @FunctionalInterface
    interface DatagramOpener {
        /**
         * Connects to the socket in the file system.
         *
         * @throws IOException if nobody listens there, or if this machine has no such sockets
         */
        SyslogConnection open(Path socket) throws IOException;
    }
}
