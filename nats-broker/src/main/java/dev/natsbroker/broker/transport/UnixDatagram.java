package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.runtime.SyslogConnection;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A datagram socket of this machine, as syslog servers have it: the JDK has none, the native transport does. Used by one thread
 * at a time.
 */
public final class UnixDatagram implements SyslogConnection {
    /** The rest of a longer message is cut off: syslog servers do not take more. */
    private static final int BYTES_MAX = 64 << 10;

    private final Socket socket;
    private final byte[] path;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES_MAX);

    private UnixDatagram(Socket socket, Path path) {
        this.socket = socket;
        this.path = path.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A socket that sends to the one at {@code path}.
     *
     * @throws IOException if there is none, it is no datagram socket, or there is no native transport for this machine
     */
    public static UnixDatagram open(Path path) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("No datagram socket for " + path + ": the native transport is not available");
        }
        if (!Files.exists(path)) {
            throw new IOException("No socket at " + path);
        }
        UnixDatagram opened = new UnixDatagram(Socket.newSocketDomainDgram(), path);
        try {
            opened.socket.connect(new DomainSocketAddress(path.toString()));
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        int length = Math.min(message.length, BYTES_MAX);
        buffer.clear().put(message, 0, length);
        if (socket.sendToDomainSocket(buffer, 0, length, path) != length) {
            throw new IOException("The system log takes no more messages at the moment");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
