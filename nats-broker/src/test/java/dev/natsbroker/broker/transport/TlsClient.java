package dev.natsbroker.broker.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client without any logic, which can start TLS at any time. Blocking, with a time limit on every read. */
final class TlsClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final Socket plain;
    private Socket socket;

    private TlsClient(Socket plain) {
        this.plain = plain;
        this.socket = plain;
    }

    /** Opens a socket and reads nothing yet. */
    static TlsClient dial(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new TlsClient(socket);
    }

    /** Makes the handshake as a client of {@code localhost}. */
    TlsClient startTls(SSLContext context) throws IOException {
        return startTls(context, "localhost", parameters -> {});
    }

    TlsClient startTls(SSLContext context, String host, Consumer<SSLParameters> change) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        change.accept(parameters);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        return this;
    }

    SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    TlsClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.US_ASCII));
    }

    TlsClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next line, with its CRLF, or what there is before the end of the stream. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = 0;
        while (b != '\n') {
            b = socket.getInputStream().read();
            if (b < 0) {
                break;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    byte[] read(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Everything up to the end of the stream; the end is also what a connection reset is. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            // the server was faster than our last bytes
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    /** Says CONNECT and PING; what comes back up to the PONG shows that the server serves us. */
    String ping() throws IOException {
        send("CONNECT {\"verbose\":false}\r\nPING\r\n");
        return readLine();
    }

    /** The end of what we send; the other direction stays open. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        plain.close();
    }
}
