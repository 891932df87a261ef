package dev.natsbroker.broker.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Opens the ways to a syslog server that the JDK knows. */
final class SyslogConnections {
    /** How long a server may take to accept a connection. Whoever logs meanwhile waits. */
    private static final int CONNECT_MILLIS = 2_000;
    /** More than this does not fit into a UDP packet; the rest of a longer message is cut off. */
    private static final int UDP_BYTES_MAX = 65_507;

    private SyslogConnections() {}

    static SyslogConnection open(SyslogAddress address) throws IOException {
        return switch (address.network()) {
            case "unix" -> unixStream(Path.of(address.host()));
            case "udp" -> udp(resolve(address));
            default -> tcp(resolve(address));
        };
    }

    private static InetSocketAddress resolve(SyslogAddress address) throws UnknownHostException {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            throw new UnknownHostException("lookup " + address.host() + ": no such host");
        }
        return resolved;
    }

    private static SyslogConnection udp(InetSocketAddress address) throws SocketException {
        DatagramSocket socket = new DatagramSocket();
        socket.connect(address);
        return new Datagrams(socket);
    }

    private static SyslogConnection tcp(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            return new Stream(socket, socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to a stream socket of this machine. */
    static SyslogConnection unixStream(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        return new Stream(channel, Channels.newOutputStream(channel));
    }

    private record Datagrams(DatagramSocket socket) implements SyslogConnection {
        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, Math.min(message.length, UDP_BYTES_MAX)));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Messages one after the other; each ends with its line end. */
    private record Stream(Closeable socket, OutputStream out) implements SyslogConnection {
        @Override
        public void send(byte[] message) throws IOException {
            out.write(message);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
